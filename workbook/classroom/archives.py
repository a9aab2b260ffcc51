"""The files of a folder or of a zip, listed without following or unpacking anything.

What could do harm (a symbolic link, a path that leads out, a bomb) is listed with its ``trouble``
and is never read.
"""

from __future__ import annotations

import functools
import io
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from workbook.classroom.text import clean

DEEPEST = 8
MOST_ENTRIES = 200_000
MOST_IN_ONE = 2_000  # files of one student
RATIO = 200  # no source text packs better than this
SMALL = 64 * 2**10  # what unpacks to less can do no harm, whatever its ratio
READ = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
DAMAGED = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError
)  # fmt: skip


class Unreadable(Exception):
    """A submission cannot be read; the message says why, in words for its author."""


@dataclass(frozen=True)
class Item:
    """One file, or one folder.

    ``read(limit)`` returns at most ``limit`` bytes and one more if there are more; ``trouble``
    says why it must not be called.
    """

    parts: tuple[str, ...]
    size: int = 0
    read: Callable[[int], bytes] = lambda _: b""
    trouble: str = ""
    folder: bool = False

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self.parts[-1]

    @property
    def suffix(self) -> str:
        """What its name ends in, in small letters."""
        return PurePosixPath(self.name).suffix.lower()

    @property
    def shown(self) -> str:
        """Its path, as it may be shown."""
        return clean("/".join(self.parts), 120)

    def under(self, count: int) -> Item:
        """Return it as seen from ``count`` folders further in."""
        return Item(self.parts[count:], self.size, self.read, self.trouble, self.folder)


def folder_items(root: Path) -> Iterator[Item]:
    """Walk a folder in the order of names; links are listed, never followed."""
    yield from _walk(root, ())


def _walk(folder: Path, parts: tuple[str, ...]) -> Iterator[Item]:
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        yield Item(
            parts or (folder.name,), trouble=f"cannot be read: {error.strerror}", folder=True
        )
        return
    if parts and len(entries) > MOST_IN_ONE:
        yield Item(parts, trouble=f"holds more than {MOST_IN_ONE:,} files", folder=True)
        return
    for entry in entries:
        here = (*parts, entry.name)
        if entry.is_symlink():
            yield Item(here, trouble="is a symbolic link")
        elif entry.is_dir(follow_symlinks=False):
            if len(here) > DEEPEST:
                yield Item(here, trouble=f"lies more than {DEEPEST} folders deep")
            else:
                yield Item(here, folder=True)
                yield from _walk(Path(entry.path), here)
        elif not entry.is_file(follow_symlinks=False):
            yield Item(here, trouble="is not a regular file")
        else:
            size = entry.stat(follow_symlinks=False).st_size
            yield Item(here, size, functools.partial(_read_file, entry.path))


def _read_file(path: str, limit: int) -> bytes:
    """Read a file that was a regular one when it was listed, and still is."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        descriptor = os.open(path, flags)
        with open(descriptor, "rb") as file:  # noqa: PTH123 - a descriptor, not a path
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                message = "is not a regular file"
                raise Unreadable(message)
            return file.read(limit + 1)
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        raise Unreadable(message) from error


def zip_items(archive: zipfile.ZipFile, most: int = MOST_ENTRIES) -> Iterator[Item]:
    """List the members of an archive, in the order of names.

    Raises:
        Unreadable: it has more members than it may.

    """
    members = archive.infolist()
    if len(members) > most:
        message = f"holds more than {most:,} files"
        raise Unreadable(message)
    for member in sorted(members, key=lambda m: m.filename):
        path = member.filename.replace("\\", "/")  # as some packers on Windows write it
        parts = tuple(part for part in path.split("/") if part not in {"", ".", ".."})
        if not parts:
            continue
        trouble = _trouble(member, path)
        read = functools.partial(_read_member, archive, member)
        yield Item(parts, member.file_size, read, trouble, folder=member.is_dir())


def open_zip(content: bytes) -> zipfile.ZipFile:
    """Open an archive that lies in memory.

    Raises:
        Unreadable: it is not one.

    """
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except DAMAGED as error:
        message = "is not a zip archive, or a damaged one"
        raise Unreadable(message) from error


def _trouble(member: zipfile.ZipInfo, path: str) -> str:
    kind = stat.S_IFMT(member.external_attr >> 16)
    packed = member.file_size / max(1, member.compress_size)
    troubles = {
        "has a path that leads out of the archive": (
            path.startswith("/") or ".." in path.split("/") or re.match(r"[A-Za-z]:", path)
        ),
        "is a symbolic link": kind == stat.S_IFLNK,
        "is not a regular file": kind not in {0, stat.S_IFREG, stat.S_IFDIR},
        "is encrypted": member.flag_bits & 1,
        "is packed in a way that is not read here": member.compress_type not in READ,
        f"unpacks to more than {RATIO} times its size": member.file_size > SMALL and packed > RATIO,
    }
    return next((trouble for trouble, there in troubles.items() if there), "")


def _read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limit: int) -> bytes:
    try:
        with archive.open(member) as file:
            return file.read(limit + 1)
    except DAMAGED as error:
        message = "is damaged in its archive"
        raise Unreadable(message) from error
