"""Submissions that cannot be read: each has its reason, and costs nobody else anything."""

from __future__ import annotations

import io
import os
import stat
import zipfile

import pytest

from workbook.classroom import choosing
from workbook.classroom.archives import Unreadable
from workbook.classroom.bundle import Bundle


def zip_of(**members):
    """Return a zip of these members; a ``__`` in a name is a slash."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


FOLDERS = {  # what lies in a student's folder → the reason
    "nothing": ({}, "the submission is empty"),
    "an empty file": ({"vectors.py": b""}, "vectors.py is empty"),
    "blanks": ({"vectors.py": b" \n\n"}, "vectors.py is empty"),
    "no code": ({"essay.docx": b"x"}, "it holds no .py or .ipynb file (essay.docx)"),
    "strangers": (
        {"main.py": b"x", "util.py": b"y"},
        (
            "none of its files is one of the chapter's: vectors.py, layers.py, training.py, "
            "mending.py, checking.py (main.py, util.py)"
        ),
    ),
    "two notebooks": (
        {"a.ipynb": b"{}", "b.ipynb": b"{}"},
        "it holds 2 notebooks, and which one counts is not clear",
    ),
    "two of a name": (
        {"a/vectors.py": b"x", "b/vectors.py": b"y"},
        "it holds two different files called vectors.py",
    ),
    "a huge source": ({"vectors.py": b"#" * (2**20 + 1)}, "vectors.py is larger than 512 kB"),
    "a huge notebook": ({"v.ipynb": b"#" * (4 * 2**20 + 1)}, "v.ipynb is larger than 4 MB"),
    "many files": (
        {"vectors.py": b"x"} | {f"m{n}.py": b"x" for n in range(64)},
        "it holds more than 64 files of code",
    ),
    "much together": (
        {"vectors.py": b"x"} | {f"m{n}.py": b"#" * 2**19 for n in range(17)},
        "its files are larger than 8 MB together",
    ),
    "no zip": ({"hw.zip": b"PK"}, "hw.zip: is not a zip archive, or a damaged one"),
    "an empty zip": ({"hw.zip": zip_of()}, "hw.zip: the submission is empty"),
    "a zip in a zip": (
        {"hw.zip": zip_of(**{"hw.zip": zip_of(**{"vectors.py": "x"})})},
        "hw.zip: the submission is empty",
    ),
    "a bomb in a zip": (
        {"hw.zip": zip_of(**{"vectors.py": b" " * 10**6})},
        "hw.zip: vectors.py unpacks to more than 200 times its size",
    ),
    "a way out of a zip": (
        {"hw.zip": zip_of(**{"../vectors.py": b"x"})},
        "hw.zip: vectors.py has a path that leads out of the archive",
    ),
    "two packed": (
        {"a.zip": zip_of(**{"vectors.py": b"x"}), "b.zip": zip_of(**{"vectors.py": b"x"})},
        "it holds no .py or .ipynb file (a.zip, b.zip)",
    ),
}


@pytest.mark.parametrize(("files", "reason"), FOLDERS.values(), ids=FOLDERS)
def test_a_submission_that_cannot_be_read_has_its_reason(handed, read, files, reason):
    (handed.root / "alice").mkdir()
    for name, content in files.items():
        handed.write(f"alice/{name}", content)
    handed.solve("bob")

    told = read(handed.root)

    assert told["alice"] == reason
    assert isinstance(told["bob"], list)


def test_a_zip_of_one_s_own_is_read(handed, read):
    handed.write("alice/hw.zip", zip_of(**{"hw/vectors.py": "x", "__MACOSX/._vectors.py": "x"}))
    handed.write("bob.zip", zip_of(**{"vectors.py": "x"}))

    assert read(handed.root) == {"alice": ["vectors.py"], "bob": ["vectors.py"]}


def test_links_and_special_files_are_never_opened(handed, read, tmp_path):
    secret = tmp_path / "secret.py"
    secret.write_text("secret", encoding="utf-8")
    for student in ("alice", "bob", "carol", "dave"):
        (handed.root / student).mkdir()
    (handed.root / "alice" / "vectors.py").symlink_to(secret)
    (handed.root / "bob" / "all").symlink_to(tmp_path)
    os.mkfifo(handed.root / "carol" / "vectors.py")
    (handed.root / "dave" / "vectors.py").symlink_to("/dev/zero")
    (handed.root / "eve.py").symlink_to(secret)

    assert read(handed.root) == {
        "alice": "vectors.py is a symbolic link",
        "bob": "all is a symbolic link",
        "carol": "vectors.py is not a regular file",
        "dave": "vectors.py is a symbolic link",
        "eve": "eve.py is a symbolic link",
    }


def test_folders_too_deep_and_too_full_are_told(handed, read, monkeypatch):
    monkeypatch.setattr("workbook.classroom.archives.MOST_IN_ONE", 5)
    handed.write("alice/1/2/3/4/5/6/7/8/vectors.py")
    for number in range(6):
        handed.write(f"bob/{number}.txt")

    told = read(handed.root)

    assert told["alice"].endswith("lies more than 8 folders deep")
    assert told["bob"] == "bob holds more than 5 files"


def entry(name, mode=stat.S_IFREG | 0o644, **facts):
    """Describe a member of a zip."""
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    for fact, value in facts.items():
        setattr(info, fact, value)
    return info


MEMBERS = {  # a member of the class's zip → whose it is, and the reason
    "up": (entry("alice/../../vectors.py"), "vectors.py has a path that leads out of the archive"),
    "absolute": (entry("/alice/vectors.py"), "vectors.py has a path that leads out of the archive"),
    "a drive": (entry("C:\\alice\\vectors.py"), "has a path that leads out of the archive"),
    "a link": (entry("alice/vectors.py", stat.S_IFLNK | 0o777), "vectors.py is a symbolic link"),
    "a device": (entry("alice/vectors.py", stat.S_IFCHR), "vectors.py is not a regular file"),
    "packed oddly": (
        entry("alice/vectors.py", compress_type=zipfile.ZIP_LZMA),
        "vectors.py is packed in a way that is not read here",
    ),
}


@pytest.mark.parametrize(("member", "reason"), MEMBERS.values(), ids=MEMBERS)
def test_a_member_that_could_do_harm_is_not_unpacked(handed, read, tmp_path, member, reason):
    path = tmp_path / "class.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, b"x = 1\n")
        archive.writestr("bob/vectors.py", b"x = 1\n")

    told = read(path)

    assert told.pop("bob") == ["vectors.py"]
    assert next(iter(told.values())).endswith(reason)


def test_a_bomb_in_the_class_s_zip_is_one_student_s_trouble(read, tmp_path):
    path = tmp_path / "class.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("alice/vectors.py", b"#" * 900_000)
        archive.writestr("bob/vectors.py", b"x = 1\n")

    assert read(path) == {
        "alice": "vectors.py unpacks to more than 200 times its size",
        "bob": ["vectors.py"],
    }


def test_a_member_whose_size_is_a_lie_is_read_no_further_than_the_limit(read, tmp_path):
    path = tmp_path / "class.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("alice/vectors.py", b"#" * 5000)
    content = path.read_bytes()
    assert content.count((5000).to_bytes(4, "little")) == 4
    path.write_bytes(content.replace((5000).to_bytes(4, "little"), (50).to_bytes(4, "little")))

    assert read(path)["alice"] == "vectors.py is damaged in its archive"


def test_a_name_that_stands_twice_is_told(read, tmp_path):
    path = tmp_path / "class.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("alice.py", b"x = 1\n")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("alice.py", b"x = 2\n")

    assert read(path) == {"alice": "alice.py stands in the archive twice"}


def test_two_submissions_of_one_name_are_told(handed, read):
    handed.write("alice.py")
    handed.write("alice.ipynb")
    handed.write("bob.py")
    handed.write("bob/vectors.py")

    assert read(handed.root) == {
        "alice": "more than one submission goes by this name: alice.ipynb, alice.py",
        "bob": "more than one submission goes by this name: bob/, bob.py",
    }


CONTENTS = {  # a file's name and content → the reason
    "Latin-1": ("v.py", "é = 1".encode("latin-1"), "v.py is not a text file in UTF-8"),
    "UTF-16": ("v.py", "x = 1".encode("utf-16"), "v.py is not a text file in UTF-8"),
    "zeros": ("v.py", b"x\0", "v.py is not a text file: it holds zero bytes"),
    "no JSON": ("v.ipynb", b"x = 1", "v.ipynb is not a notebook of nbformat 4"),
    "a list": ("v.ipynb", b"[1]", "v.ipynb is not a notebook of nbformat 4"),
    "deep": ("v.ipynb", b"[" * 100_000, "v.ipynb is not a notebook of nbformat 4"),
    "no cells": ("v.ipynb", b"{}", "v.ipynb is not a notebook of nbformat 4"),
    "empty cells": ("v.ipynb", b'{"cells": []}', "v.ipynb has no cell with code in it"),
    "text only": (
        "v.ipynb",
        b'{"cells": [{"cell_type": "markdown", "source": "x"}]}',
        "v.ipynb has no cell with code in it",
    ),
    "cells of numbers": (
        "v.ipynb",
        b'{"cells": [{"cell_type": "code", "source": 3}]}',
        "v.ipynb is not a notebook of nbformat 4",
    ),
}


@pytest.mark.parametrize(("name", "content", "reason"), CONTENTS.values(), ids=CONTENTS)
def test_a_file_that_is_no_code_has_its_reason(course, name, content, reason):
    with pytest.raises(Unreadable) as raised:
        Bundle(((name, content),)).sources(course.loaded)

    assert str(raised.value) == reason


def test_a_bundle_survives_the_way_to_a_job():
    bundle = Bundle((("a.py", b"\xff\0"), ("b.py", b"")))

    assert Bundle.from_message(bundle.to_message()) == bundle


def test_the_hash_of_a_bundle_knows_where_names_end():
    assert Bundle((("a", b"b"),)).digest != Bundle((("ab", b""),)).digest
    assert Bundle((("a", b"b"),)).digest == Bundle((("a", b"b"),)).digest


def test_nothing_is_larger_together_than_it_may_be():
    assert max(choosing.GRADED.values()) <= choosing.MOST_BYTES
