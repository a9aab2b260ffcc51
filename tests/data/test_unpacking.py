"""Hostile and spoiled archives are refused, and nothing of them stays."""

from __future__ import annotations

import errno
import gzip
import io
import stat
import tarfile
import zipfile
from pathlib import Path

import pytest

from workbook.data.unpacking import Limits, UnsafeArchiveError, read_members, unpack
from workbook.errors import UsageError

FEW = Limits(total=1 << 20, ratio=20, members=50, small=1 << 16)


def tar(path, *members):
    """Write a tar of (name, content) or ready-made ``TarInfo``."""
    with tarfile.open(path, "w:gz" if path.suffix == ".gz" else "w") as archive:
        for member in members:
            if isinstance(member, tarfile.TarInfo):
                archive.addfile(member)
                continue
            info = tarfile.TarInfo(member[0])
            info.size = len(member[1])
            archive.addfile(info, io.BytesIO(member[1]))
    return path


def special(name, kind, link=""):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


def zipped(path, *members):
    """Write a zip of (name, content[, mode])."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content, *mode in members:
            info = zipfile.ZipInfo(name)
            info.external_attr = (mode[0] if mode else stat.S_IFREG | 0o777) << 16
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    return path


def refused(archive, reason, limits=FEW):
    """Nothing of the archive is unpacked, neither into the folder nor anywhere near it."""
    before = sorted(archive.parent.rglob("*"))
    with pytest.raises(UnsafeArchiveError, match=reason):
        unpack(archive, archive.parent / "in" / "folder", limits)
    after = sorted(p for p in archive.parent.rglob("*") if p != archive.parent / "in")
    assert after == before


@pytest.mark.parametrize("name", ["a.tar.gz", "a.tar", "a.zip", "a.tgz"])
def test_files_and_folders_are_unpacked_without_their_modes(tmp_path, name):
    content = {"one.txt": b"1", "deep/er/two.txt": b"22"}
    make = zipped if name.endswith("zip") else tar
    path = make(tmp_path / name.replace(".tgz", ".tar.gz"), *content.items())
    path = path.rename(tmp_path / name)

    unpack(path, tmp_path / "out")

    found = {str(p.relative_to(tmp_path / "out")): p for p in (tmp_path / "out").rglob("*.txt")}
    assert {n: p.read_bytes() for n, p in found.items()} == content
    assert not any(p.stat().st_mode & stat.S_IXUSR for p in found.values())


def test_gz_is_one_file(tmp_path):
    (tmp_path / "letters.gz").write_bytes(gzip.compress(b"abc"))

    unpack(tmp_path / "letters.gz", tmp_path / "out")

    assert (tmp_path / "out" / "letters").read_bytes() == b"abc"


@pytest.mark.parametrize(
    "name", ["../up", "/absolute", "a/../../up", "C:/drive", "a\\..\\..\\up", "..", "./../x"]
)
@pytest.mark.parametrize("make", [tar, zipped])
def test_a_name_that_leads_outside_is_refused(tmp_path, make, name):
    kind = "zip" if make is zipped else "tar.gz"
    path = make(tmp_path / f"a.{kind}", ("fine", b"1"), (name, b"2"))

    refused(path, "outside the folder")


@pytest.mark.parametrize(
    ("kind", "link"),
    [
        (tarfile.SYMTYPE, "/etc"),
        (tarfile.SYMTYPE, "fine"),
        (tarfile.LNKTYPE, "fine"),
        (tarfile.CHRTYPE, ""),
        (tarfile.BLKTYPE, ""),
        (tarfile.FIFOTYPE, ""),
    ],
)
def test_links_devices_and_pipes_in_a_tar_are_refused(tmp_path, kind, link):
    path = tar(tmp_path / "a.tar.gz", ("fine", b"1"), special("odd", kind, link))

    refused(path, "'odd' is a link or a device")


@pytest.mark.parametrize("mode", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO, stat.S_IFSOCK])
def test_links_devices_and_pipes_in_a_zip_are_refused(tmp_path, mode):
    refused(zipped(tmp_path / "a.zip", ("odd", b"/etc", mode | 0o777)), "a link or a device")


@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz", "a.gz"])
def test_a_bomb_is_refused(tmp_path, name):
    path, zeros = tmp_path / name, bytes(1 << 20)
    if name == "a.zip":
        zipped(path, *((f"{i}", zeros) for i in range(3)))
    elif name == "a.tar.gz":
        tar(path, *((f"{i}", zeros) for i in range(3)))
    else:
        path.write_bytes(gzip.compress(zeros))

    refused(path, "a bomb")


def test_a_bomb_in_what_is_skipped_and_in_headers_is_refused_too(tmp_path):
    path = tar(tmp_path / "a.tar.gz", ("zeros", bytes(1 << 20)), ("wanted", b"1"))
    long = special("x" * (1 << 20), tarfile.REGTYPE)
    headers = tar(tmp_path / "b.tar.gz", long)

    for archive in (path, headers):
        with pytest.raises(UnsafeArchiveError, match="a bomb"):
            list(read_members(archive, lambda name: name == "wanted", FEW))


def test_a_size_that_the_header_plays_down_is_counted_all_the_same(tmp_path):
    path = zipped(tmp_path / "a.zip", ("zeros", bytes(1 << 20)))
    whole = path.read_bytes()
    path.write_bytes(whole.replace((1 << 20).to_bytes(4, "little"), (10).to_bytes(4, "little")))

    refused(path, "spoiled|a bomb")


def test_a_sparse_file_is_refused(tmp_path):
    info = special("odd", tarfile.GNUTYPE_SPARSE)
    content = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    content[386:398], content[398:410] = b"00000000000\0", b"00000000000\0"
    content[483:495] = b"77777777777\0"
    content[148:156] = b" " * 8
    content[148:155] = f"{sum(content[:512]):06o}\0".encode()
    (tmp_path / "a.tar").write_bytes(bytes(content) + bytes(1024))

    refused(tmp_path / "a.tar", "a link or a device")


def test_too_many_files_are_refused(tmp_path):
    refused(tar(tmp_path / "a.tar.gz", *((f"{i}", b"") for i in range(51))), "more than 50 files")


def test_two_files_of_one_name_are_refused(tmp_path):
    refused(tar(tmp_path / "a.tar.gz", ("one", b"1"), ("./one", b"2")), "spoiled")


def test_a_file_that_is_a_folder_too_is_refused(tmp_path):
    refused(tar(tmp_path / "a.tar.gz", ("one", b"1"), ("one/two", b"2")), "spoiled")


@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz", "a.gz", "a.tar"])
@pytest.mark.parametrize("spoil", [lambda b: b[: len(b) // 5], lambda _: b"none", lambda _: b""])
def test_a_spoiled_archive_is_told(tmp_path, name, spoil):
    path, content = tmp_path / name, bytes(range(256)) * 8
    if name == "a.zip":
        zipped(path, ("one", content))
    elif name == "a.gz":
        path.write_bytes(gzip.compress(content))
    else:
        tar(path, ("one", content))
    path.write_bytes(spoil(path.read_bytes()))

    refused(path, "it is spoiled")


def test_bytes_that_were_changed_are_noticed(tmp_path):
    path = zipped(tmp_path / "a.zip", ("one", bytes(range(256))))
    content = bytearray(path.read_bytes())
    content[60] ^= 255
    path.write_bytes(content)

    refused(path, "it is spoiled")


def test_another_kind_of_archive_is_refused(tmp_path):
    (tmp_path / "a.rar").touch()

    refused(tmp_path / "a.rar", "its kind")


def test_a_full_disk_is_no_fault_of_the_archive(tmp_path, monkeypatch):
    path = tar(tmp_path / "a.tar.gz", ("one", b"1"))

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(UsageError, match="no room on the disk"):
        unpack(path, tmp_path / "out")


def test_what_was_there_is_replaced_as_a_whole(tmp_path):
    path = tar(tmp_path / "a.tar.gz", ("new", b"1"))
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "old").touch()

    unpack(path, tmp_path / "out")

    assert [p.name for p in (tmp_path / "out").iterdir()] == ["new"]
