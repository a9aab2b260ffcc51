"""Whose each file is, in every tree and zip that a class comes in."""

from __future__ import annotations

import pytest

from workbook.classroom.submissions import open_class
from workbook.errors import UsageError

MODULES = ["checking.py", "layers.py", "mending.py", "training.py", "vectors.py"]


@pytest.fixture(params=["folder", "zip"])
def packed(request, handed, tmp_path):
    """The class as a folder, and as a zip of it."""
    return lambda: (
        handed.root if request.param == "folder" else handed.zipped(tmp_path / "class.zip")
    )


def test_nbgrader_s_tree_is_read_for_one_assignment(handed, read, packed):
    handed.solve("alice/ch01")
    handed.write("bob/ch01_mini/mini.ipynb")
    handed.write("carol/ch02/other.ipynb")
    handed.write("alice/ch02/other.ipynb")

    assert read(packed()) == {"alice": MODULES, "bob": ["mini.ipynb"]}


def test_a_folder_beside_nbgrader_s_is_nobody_s_loss(handed, read, packed):
    handed.solve("alice/ch01")
    handed.write("bob/vectors.py")
    handed.write("carol/homework/vectors.py")

    assert list(read(packed())) == ["alice", "bob", "carol"]


def test_a_folder_for_each_student(handed, read, packed):
    handed.solve("alice")
    handed.write("bob/deep/down/vectors.py")
    handed.write("carol/anything.py")

    assert read(packed()) == {
        "alice": MODULES,
        "bob": ["vectors.py"],
        "carol": ["anything.py"],
    }


def test_a_file_for_each_student(handed, read, packed):
    handed.write("alice.py")
    handed.write("bob.ipynb")
    handed.write("README.txt")

    assert read(packed()) == {"alice": ["alice.py"], "bob": ["bob.ipynb"]}


def test_a_folder_around_the_class_is_taken_away(handed, read, packed):
    handed.write("homework 1/alice.py")
    handed.write("homework 1/bob.py")

    assert list(read(packed())) == ["alice", "bob"]


def test_a_single_student_s_folder_is_not_taken_away(handed, read, packed):
    handed.solve("alice")

    assert read(packed()) == {"alice": MODULES}


def test_canvas_names_are_read(handed, course, read, packed):
    handed.write("doejane_12345_678910_vectors.py")
    handed.write("doejane_12345_678911_layers-1.py")
    handed.write("roejohn_LATE_12346_678912_homework.ipynb")
    handed.write("noname_12347_678913_essay.pdf")

    path = packed()

    assert read(path) == {
        "doejane_12345": ["layers.py", "vectors.py"],
        "roejohn_12346": ["homework.ipynb"],
        "noname_12347": "it holds no .py or .ipynb file (essay.pdf)",
    }
    with open_class(path, course.chapter) as opened:
        late = {entry.student.name: entry.student.late for entry in opened.entries}
    assert late == {"doejane": False, "roejohn": True, "noname": False}


def test_moodle_names_are_read(handed, course, read, packed):
    handed.write("Jane Doe_1234567_assignsubmission_file_/vectors.py")
    handed.write("Jane Doe_1234567_assignsubmission_onlinetext_/onlinetext.html")
    handed.write("John Roe_1234568_assignsubmission_file/vectors (1).py")
    handed.write("Ann Moe_1234569_assignsubmission_file_answer.py")
    handed.write("Max Poe_1234570_assignsubmission_onlinetext_/onlinetext.html")

    path = packed()

    assert read(path) == {
        "Ann Moe_1234569": ["answer.py"],
        "Jane Doe_1234567": ["vectors.py"],
        "John Roe_1234568": ["vectors.py"],
        "Max Poe_1234570": "it holds no .py or .ipynb file (onlinetext.html)",
    }
    with open_class(path, course.chapter) as opened:
        numbers = {entry.student.name: entry.student.number for entry in opened.entries}
    assert numbers["Jane Doe"] == "1234567"


def test_what_no_student_wrote_is_left_out(handed, course, read, packed):
    handed.write("alice/vectors.py")
    handed.write("alice/.ipynb_checkpoints/vectors.ipynb")
    handed.write("alice/__pycache__/vectors.py")
    handed.write("__MACOSX/alice/._vectors.py")
    handed.write("notes.txt")

    path = packed()

    assert read(path) == {"alice": ["vectors.py"]}
    with open_class(path, course.chapter) as opened:
        assert opened.ignored == ["notes.txt"]


def test_nothing_handed_in_is_told(handed, course):
    with (
        pytest.raises(UsageError, match="holds no submissions"),
        open_class(handed.root, course.chapter),
    ):
        pass


def test_what_is_no_archive_is_told(handed, course):
    path = handed.write("class.zip", b"PK\x03\x04 and nothing else")

    with (
        pytest.raises(UsageError, match="neither a folder nor a zip archive"),
        open_class(path, course.chapter),
    ):
        pass
