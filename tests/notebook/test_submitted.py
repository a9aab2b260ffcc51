"""What of a submitted notebook counts."""

import contextlib
import copy
import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from workbook.errors import UsageError
from workbook.grading import Grading, Options, grading
from workbook.notebook.building import given_cells
from workbook.notebook.submitted import read_notebook


@pytest.fixture
def solved(released):
    """The released notebook with the right answers."""
    nb = copy.deepcopy(released.notebook)
    for cell in nb.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = released.answers[cell.metadata.nbgrader.grade_id]
    return nb


@pytest.fixture
def marks(mini):
    """Grade a notebook: the points of each exercise."""

    def grade(nb):
        text = nbformat.writes(nb)
        sources = read_notebook(text, "work.ipynb", mini.chapter, given_cells(mini))
        with Grading(mini, sources, mini.chapter.stubs, Options()) as grading:
            return {e.exercise.id: round(e.earned, 6) for e in grading.report().exercises}

    return grade


def cell_of(nb, name):
    """The cell with a grade_id."""
    return next(c for c in nb.cells if c.metadata.get("nbgrader", {}).get("grade_id") == name)


def test_right_answers_earn_all_points(solved, marks):
    assert sum(marks(solved).values()) == pytest.approx(100)


def test_a_name_counts_as_it_stands_at_its_test_cell(solved, marks):
    spoiled = new_code_cell("def centre(x):\n    return x * 0")
    solved.cells.append(spoiled)

    assert sum(marks(solved).values()) == pytest.approx(100)


def test_a_name_that_is_spoiled_before_its_test_cell_is_wrong(solved, marks):
    index = solved.cells.index(cell_of(solved, "check-centre"))
    solved.cells.insert(index, new_code_cell("def centre(x):\n    return x * 0"))

    assert marks(solved)["centre"] < 15


def test_a_deleted_cell_costs_its_own_points_only(solved, marks):
    solved.cells.remove(cell_of(solved, "Affine"))

    earned = marks(solved)

    assert earned.pop("Affine") == 0
    assert all(points > 0 for points in earned.values())


def test_a_deleted_test_cell_costs_nothing(solved, marks):
    solved.cells.remove(cell_of(solved, "check-centre"))

    assert sum(marks(solved).values()) == pytest.approx(100)


def test_deleted_given_code_comes_back(solved, marks, mini):
    given = [cell_of(solved, name) for name in given_cells(mini)]
    for cell in given:
        solved.cells.remove(cell)

    assert given
    assert sum(marks(solved).values()) == pytest.approx(100)


def test_a_locked_cell_is_never_read(solved, marks):
    cell_of(solved, "setup").source = "raise SystemExit"
    cell_of(solved, "check-centre").source = "def centre(x):\n    return x * 0"

    assert sum(marks(solved).values()) == pytest.approx(100)


def test_metadata_that_was_stripped_costs_nothing(solved, marks):
    for cell in solved.cells:
        cell.metadata.pop("nbgrader", None)

    assert sum(marks(solved).values()) == pytest.approx(100)


def test_an_answer_split_over_two_cells_counts(solved, marks):
    answer = cell_of(solved, "Affine")
    index = solved.cells.index(answer)
    solved.cells.insert(index, new_code_cell("HELPER = 1"))
    answer.source += "\n\nASSERTED = HELPER"

    assert sum(marks(solved).values()) == pytest.approx(100)


@pytest.mark.parametrize(
    "source",
    [
        "%timeit centre(1)",
        "!ls",
        "%%bash\necho 'def centre(x): pass'",
        "?centre",
        "from __future__ import annotations",
        "this is no Python",
        "this is not Python",
        "raise SystemExit",
        "1 / 0",
        "if True:\n    !ls",
    ],
)
def test_what_only_a_notebook_understands_is_left_out(solved, marks, source):
    solved.cells.insert(0, new_code_cell(source))

    assert sum(marks(solved).values()) == pytest.approx(100)


def test_prose_and_outputs_are_not_read(solved, marks):
    solved.cells.insert(0, new_markdown_cell("def centre(x): ..."))
    solved.cells[-2 if len(solved.cells) > 1 else 0].metadata["note"] = "x" * 100_000

    assert sum(marks(solved).values()) == pytest.approx(100)


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"cells": 3}', '{"cells": [3]}', '{"cells": [{"cell_type": "code"}]}']
)
def test_what_is_no_notebook_is_refused(mini, text):
    with pytest.raises(ValueError):  # noqa: PT011 - the caller says what it means
        read_notebook(text, "work.ipynb", mini.chapter, {})


def test_a_cell_nested_without_end_is_refused(mini):
    source = "(" * 5000 + ")" * 5000
    text = json.dumps({"cells": [{"cell_type": "code", "source": source, "metadata": {}}]})

    with contextlib.suppress(UsageError):  # where Python calls it a syntax error, it is left out
        sources = read_notebook(text, "work.ipynb", mini.chapter, {})
        assert source not in sources.modules["notebook"].text


def test_a_notebook_that_was_handed_out_is_graded_like_any_submission(solved, mini, tmp_path):
    path = tmp_path / "work.ipynb"
    nbformat.write(solved, path)

    with grading(mini, path, Options()) as opened:
        assert opened.report().earned == pytest.approx(100)
