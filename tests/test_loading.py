"""A path becomes a module-like ``m``; what cannot be loaded costs its own exercises only."""

from __future__ import annotations

import json

import pytest

from workbook.errors import UsageError
from workbook.loading import Loaded, contracts, read_submission

CENTRE = "def centre(x):\n    return x - x.mean(1, keepdim=True)\n"


@pytest.fixture
def load(course):
    """Load the learner's modules, given as texts."""
    loaded = []

    def make(submission=None):
        sources = read_submission(submission or course.answers, course.chapter)
        loaded.append(Loaded(course.chapter, sources, course.loaded.contracts))
        return loaded[-1]

    yield make
    for one in loaded:
        one.unload()


def test_a_directory_laid_out_like_exercises_is_read(course):
    sources = read_submission(course.root / "exercises", course.chapter)

    assert set(sources.modules) == {"vectors", "layers", "training", "mending", "checking"}


def test_one_chapter_s_directory_is_read(course):
    sources = read_submission(course.answers, course.chapter)

    assert sources.modules["vectors"].file == str(course.answers / "vectors.py")


def test_a_single_file_stands_for_every_module(course, tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(CENTRE, encoding="utf-8")

    report = course.grade(submission=path)

    statuses = {result.exercise.id: result.status for result in report.exercises}
    assert statuses.pop("centre") == "partial"  # no ValueError for a wrong rank
    assert set(statuses.values()) == {"not_attempted"}


def notebook(path, *cells):
    """Write a notebook with these code cells, and one of text."""
    listed = [{"cell_type": "code", "source": cell} for cell in cells]
    listed.append({"cell_type": "markdown", "source": "def centre(x): pass"})
    path.write_text(json.dumps({"cells": listed, "nbformat": 4}), encoding="utf-8")
    return path


def test_the_code_cells_of_a_notebook_are_one_module(course, load, tmp_path):
    path = notebook(tmp_path / "mine.ipynb", ["import torch\n", "FACTOR = 2\n"], CENTRE)

    m = load(path)

    assert callable(m.centre)


def test_magics_and_relative_imports_of_a_notebook_are_passed_over(load, tmp_path):
    cell = f"%matplotlib inline\n!pip install x\nfrom .vectors import centre\n{CENTRE}"

    m = load(notebook(tmp_path / "mine.ipynb", cell))

    assert callable(m.centre)


def test_passing_over_a_magic_keeps_the_numbers_of_the_lines(course, tmp_path):
    path = notebook(tmp_path / "mine.ipynb", "%time\ndef centre(x):\n    return x.nothing\n")

    scenario = course.grade("centre", submission=path).exercises[0].scenarios[0]

    assert "AttributeError at mine.ipynb:3: " in scenario.message


def test_a_byte_order_mark_is_passed_over(course, load):
    (course.answers / "vectors.py").write_text(f"\ufeff{CENTRE}", encoding="utf-8")

    assert callable(load().centre)


def test_siblings_are_imported_by_a_relative_import(course, load):
    course.write("layers", "from .vectors import norm_rows\n\n\nclass Affine:\n    f = norm_rows\n")
    course.write("vectors", "def norm_rows(x):\n    return x\n")

    assert load().Affine.f(3) == 3


def test_two_submissions_do_not_share_their_modules(course, load):
    first, second = load(), load()

    assert first.raw("centre") is not second.raw("centre")


def test_what_is_unloaded_leaves_nothing_behind(course, monkeypatch):
    import sys

    before, finders = set(sys.modules), list(sys.meta_path)
    m = Loaded(course.chapter, read_submission(course.answers, course.chapter), {})
    assert m.centre

    m.unload()

    assert set(sys.modules) == before
    assert sys.meta_path == finders


def test_a_name_that_no_exercise_asks_for_is_not_there(load):
    with pytest.raises(AttributeError, match="chapter ch01 asks for no 'helper'"):
        load().helper  # noqa: B018 - looking is the act


def test_a_contract_is_read_from_the_stub():
    found = contracts({"m": "def f(x, *, n=1): ...\nclass C:\n    def __init__(self, d): ..."})

    assert found["f"].signature == "f(x, *, n=1)"
    assert found["f"].parameters == ("x",)
    assert (found["C"].kind, found["C"].signature) == ("class", "C(d)")


UNREADABLE = {
    "nothing there": (lambda p: p / "none", "the submission {} is not there"),
    "an empty directory": (lambda p: made(p / "empty"), "{} holds no .py file"),
    "another suffix": (
        lambda p: written(p / "answers.txt", b"x"),
        "{} is neither a directory, nor a .py file, nor an .ipynb notebook",
    ),
    "not text": (lambda p: written(p / "a.py", b"\xff\xfe\x00"), "{} is not a text file in UTF-8"),
    "too large": (lambda p: written(p / "a.py", b"#" * 2**23), "{} is larger than 512 kB"),
    "not JSON": (lambda p: written(p / "a.ipynb", b"{"), "{} is not a notebook of nbformat 4"),
    "a list": (lambda p: written(p / "a.ipynb", b"[]"), "{} is not a notebook of nbformat 4"),
    "no cells": (lambda p: written(p / "a.ipynb", b"{}"), "{} is not a notebook of nbformat 4"),
    "odd cells": (
        lambda p: written(p / "a.ipynb", b'{"cells": [{"cell_type": "code", "source": 3}]}'),
        "{} is not a notebook of nbformat 4",
    ),
    "deep JSON": (
        lambda p: written(p / "a.ipynb", b"[" * 100_000),
        "{} is not a notebook of nbformat 4",
    ),
}


def made(path):
    """Make a directory."""
    path.mkdir()
    return path


def written(path, content):
    """Write a file."""
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(("make", "told"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_is_told_in_one_sentence(course, tmp_path, make, told):
    path = make(tmp_path)

    with pytest.raises(UsageError) as caught:
        read_submission(path, course.chapter)

    assert str(caught.value) == told.format(path)


WRONG = {
    "a syntax error": ("def centre(x:\n", "error", "vectors.py:1 is not valid Python: "),
    "a null byte": ("x = 1\0\n", "error", "null bytes"),
    "a failing import": (
        f"import nothing_like_it\n{CENTRE}",
        "error",
        "an import failed at vectors.py:1: No module named 'nothing_like_it'",
    ),
    "an error while it loads": (
        f"{CENTRE}\n1 / 0\n",
        "error",
        "ZeroDivisionError at vectors.py:4: division by zero",
    ),
    "no such function": ("def center(x):\n    return x\n", "error", "defines no `centre`"),
    "a class for a function": (
        "class centre:\n    pass\n",
        "error",
        "`centre` should be a function, yours is a class",
    ),
    "a number for a function": (
        "centre = 3\n",
        "error",
        "`centre` should be a function, yours is a int",
    ),
    "too few parameters": (
        "def centre():\n    return 3\n",
        "error",
        "takes 0 positional arguments but 1 was given; the signature is centre(x: Tensor)",
    ),
    "too many parameters": (
        "def centre(x, axis):\n    return x\n",
        "error",
        "missing 1 required positional argument: 'axis'; the signature is centre(x: Tensor)",
    ),
    "an asynchronous function": (
        "async def centre(x):\n    return x\n",
        "failed",
        "got an object of type coroutine",
    ),
    "deep nesting": (
        f"def centre(x):\n    return {'-' * 20_000}x\n",
        "forbidden",
        "nesting too deep",
    ),
    "deep brackets": (
        f"def centre(x):\n    return {'(' * 5000}x{')' * 5000}\n",
        "error",
        "vectors.py:2 is not valid Python: too many nested parentheses",
    ),
    "a long chain": (
        f"def centre(x):\n    return x{'.T' * 900}.nothing\n",
        "error",
        "AttributeError at vectors.py:2: ",
    ),
}


@pytest.mark.filterwarnings("ignore:coroutine")
@pytest.mark.parametrize(("text", "status", "told"), WRONG.values(), ids=WRONG)
def test_a_module_with_a_fault_costs_its_own_exercises_and_says_why(solved, text, status, told):
    solved.write("vectors", text)

    report = solved.grade("centre", "descend", isolation="process")

    centre, descend = report.exercises
    assert centre.scenarios[0].status == status
    assert told in centre.scenarios[0].message
    assert "\n" not in centre.scenarios[0].message
    assert descend.status == "passed"


def test_a_function_where_a_class_is_asked_for_is_told(solved):
    solved.write("layers", "def Affine(a, b):\n    return None\n")

    message = solved.first("Affine").message

    assert message == "`Affine` should be a class, yours is a function"


def test_a_missing_file_is_told(solved):
    (solved.answers / "layers.py").unlink()

    assert solved.first("Affine").message == "the file layers.py is missing from the submission"
