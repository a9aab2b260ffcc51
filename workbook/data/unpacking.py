"""Unpacking archives that a stranger may have made.

An archive may name files outside the folder that it is unpacked into, hold links that lead there,
devices, or a petabyte of zeros in a kilobyte. Here such an archive is refused as a whole: nothing
of it stays. Only plain files and folders are unpacked, and every byte is counted as it comes, since
a header may lie.
"""

from __future__ import annotations

import contextlib
import errno
import gzip
import os
import shutil
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, cast

from workbook.errors import UsageError

CHUNK = 1 << 16
NO_FILE = "is a link or a device"
SPOILED = (EOFError, ValueError, RuntimeError, NotImplementedError, zlib.error)
SPOILED += (tarfile.TarError, zipfile.BadZipFile)


class UnsafeArchiveError(UsageError):
    """An archive that is not unpacked; the message says why."""


@dataclass(frozen=True)
class Limits:
    """How much an archive may hold.

    Attributes:
        total: bytes, unpacked.
        ratio: bytes unpacked for each byte packed; counts from ``small`` on.
        members: files and folders.
        small: bytes that any archive may hold, however well packed.

    """

    total: int = 8 << 30
    ratio: int = 200
    members: int = 200_000
    small: int = 1 << 20

    def of(self, archive: Path) -> int:
        """Return how many bytes this archive may hold."""
        return min(self.total, max(self.small, self.ratio * archive.stat().st_size))


def unpack(archive: Path, folder: Path, limits: Limits = Limits()) -> None:
    """Unpack a ``.zip``, ``.tar``, ``.tar.gz``, ``.tgz`` or ``.gz`` into a folder that is new.

    Raises:
        UnsafeArchiveError: the archive is spoiled, or holds what it must not.

    """
    part = folder.with_name(f"{folder.name}.{os.getpid()}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        for name, stream in _members(archive, limits):
            target = part.joinpath(*PurePosixPath(name).parts)
            if stream is None:
                target.mkdir(parents=True, exist_ok=True)
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as out:  # a second member of the same name is refused
                for chunk in stream:
                    out.write(chunk)
        shutil.rmtree(folder, ignore_errors=True)
        part.replace(folder)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            message = f"no room on the disk to unpack {archive} into {folder}"
            raise UsageError(message) from error
        raise UnsafeArchiveError(_refused(archive, f"it is spoiled ({error})")) from error
    except SPOILED as error:
        raise UnsafeArchiveError(_refused(archive, f"it is spoiled ({error})")) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def read_members(
    archive: Path,
    wanted: Callable[[str], bool],
    limits: Limits = Limits(),
) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of the wanted files of an archive, in its order, without unpacking.

    Raises:
        UnsafeArchiveError: the archive is spoiled, or holds what it must not.

    """
    try:
        for name, stream in _members(archive, limits):
            if stream is not None and wanted(name):
                yield name, b"".join(stream)
    except (OSError, *SPOILED) as error:
        raise UnsafeArchiveError(_refused(archive, f"it is spoiled ({error})")) from error


Member = tuple[str, Iterator[bytes] | None]  # a name, and a file's content


def _members(archive: Path, limits: Limits) -> Iterator[Member]:
    kinds = {".zip": _of_zip, ".tgz": _of_tar, ".tar": _of_tar, ".gz": _of_gzip}
    kind = kinds.get(archive.suffix)
    if kind is None:
        raise UnsafeArchiveError(_refused(archive, "its kind is none of zip, tar, tar.gz, gz"))
    if not archive.stat().st_size:
        raise UnsafeArchiveError(_refused(archive, "it is spoiled: it is empty"))
    if archive.name.endswith(".tar.gz"):
        kind = _of_tar
    meter = _Meter(archive, limits)
    with contextlib.closing(kind(archive, meter)) as members:
        for name, stream in members:
            meter.member()
            yield _checked(archive, name), stream


class _Meter:
    """Counts what comes out of an archive."""

    def __init__(self, archive: Path, limits: Limits) -> None:
        self.archive, self.limits = archive, limits
        self.bytes_left, self.members_left = limits.of(archive), limits.members

    def member(self) -> None:
        self.members_left -= 1
        if self.members_left < 0:
            reason = f"it holds more than {self.limits.members} files"
            raise UnsafeArchiveError(_refused(self.archive, reason))

    def counted(self, stream: IO[bytes]) -> IO[bytes]:
        return cast("IO[bytes]", _Counted(stream, self))


class _Counted:
    """A stream that ends with an error when too much comes out of it."""

    def __init__(self, stream: IO[bytes], meter: _Meter) -> None:
        self._stream, self._meter = stream, meter

    def read(self, size: int = CHUNK) -> bytes:
        chunk = self._stream.read(min(size, CHUNK))
        meter = self._meter
        meter.bytes_left -= len(chunk)
        if meter.bytes_left < 0:
            reason = f"it holds more than {meter.limits.of(meter.archive)} bytes: a bomb"
            raise UnsafeArchiveError(_refused(meter.archive, reason))
        return chunk


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK):
        yield chunk


def _of_zip(archive: Path, meter: _Meter) -> Iterator[Member]:
    with zipfile.ZipFile(archive) as opened:
        for info in opened.infolist():
            kind = stat.S_IFMT(info.external_attr >> 16)
            if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
                raise UnsafeArchiveError(_refused(archive, f"{info.filename!r} {NO_FILE}"))
            if info.is_dir():
                yield info.filename, None
                continue
            with opened.open(info) as stream:
                yield info.filename, _chunks(meter.counted(stream))


def _of_tar(archive: Path, meter: _Meter) -> Iterator[Member]:
    """Read a tar from front to back, so that headers and what is skipped are counted too."""
    opener = open if archive.suffix == ".tar" else gzip.open
    with (
        opener(archive, "rb") as packed,
        tarfile.open(fileobj=meter.counted(packed), mode="r|", bufsize=CHUNK) as opened,
    ):
        for info in opened:
            if info.isdir():
                yield info.name, None
                continue
            plain = info.isreg() and not info.issparse()
            stream = opened.extractfile(info) if plain else None
            if stream is None:
                raise UnsafeArchiveError(_refused(archive, f"{info.name!r} {NO_FILE}"))
            with stream:
                yield info.name, _chunks(stream)


def _of_gzip(archive: Path, meter: _Meter) -> Iterator[Member]:
    with gzip.open(archive) as stream:
        yield archive.name.removesuffix(".gz"), _chunks(meter.counted(stream))


def _checked(archive: Path, name: str) -> str:
    """Return a member's name if it stays inside the folder."""
    parts = PurePosixPath(name).parts
    odd = any(sign in name for sign in ("\\", ":", "\0"))
    if name.startswith("/") or ".." in parts or odd:
        raise UnsafeArchiveError(_refused(archive, f"{name!r} would lie outside the folder"))
    return str(PurePosixPath(name))


def _refused(archive: Path, reason: str) -> str:
    return f"{archive} was not unpacked: {reason}. Delete it and download it again."
