"""The whole way through nbgrader's own commands."""

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from workbook.catalog import find_chapter
from workbook.classroom.examiner import Examiner
from workbook.notebook.preprocessors import _feedback
from workbook.notebook.verdicts import verdict_on

ROOT = Path(__file__).resolve().parents[2]
MINI = ROOT / "tests" / "course"

pytestmark = [pytest.mark.timeout(600), pytest.mark.filterwarnings("ignore")]

HOSTILE = "def norm_rows(x):\n    import os\n\n    os._exit(0)\n"


@pytest.fixture(scope="module")
def graded(released):
    """Four submissions, autograded once."""
    stubs = {"centre", "Affine", "descend"}
    released.submit("right")
    released.submit("half", lambda n, answer, stub: stub if n in stubs else answer)
    released.submit("hostile", lambda n, answer, _: HOSTILE if n == "norm_rows" else answer)
    released.submit("empty", lambda _, __, stub: stub)
    released.nbgrader("autograde", "ch01", "--create")
    return released


def scores(course):
    """The gradebook's marks."""
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
        return {s["student"]: s["score"] for s in book.submission_dicts("ch01")}


def test_the_gradebook_has_the_marks_that_each_deserves(graded):
    marks = scores(graded)

    assert marks["right"] == pytest.approx(100)
    assert marks["empty"] == 0
    assert 0 < marks["half"] < 100
    assert 0 < marks["hostile"] < 100


def test_feedback_pages_show_what_the_grader_said(graded):
    graded.nbgrader("generate_feedback", "ch01", "--force")

    page = (graded.root / "feedback" / "hostile" / "ch01" / "ch01_mini.html").read_text()
    assert "ended its process" in page


def test_the_marks_can_be_exported(graded):
    graded.nbgrader("export")

    with (graded.root / "grades.csv").open() as file:
        rows = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert rows == pytest.approx(scores(graded))


def test_no_kernel_ran_and_no_answer_was_trusted(graded):
    notebook = (graded.root / "autograded" / "right" / "ch01" / "ch01_mini.ipynb").read_text()

    assert "isolation namespaces" in notebook


def test_manual_marks_stay_when_graded_again(graded):
    with Gradebook(f"sqlite:///{graded.root}/gradebook.db") as book:
        grade = book.find_grade("check-centre", "ch01_mini", "ch01", "half")
        grade.manual_score = 7.0
        book.db.commit()

    graded.nbgrader("autograde", "ch01", "--student", "half", "--force")

    with Gradebook(f"sqlite:///{graded.root}/gradebook.db") as book:
        assert book.find_grade("check-centre", "ch01_mini", "ch01", "half").manual_score == 7.0


def test_what_is_wrong_is_said_at_the_answer_s_cell(graded):
    with Gradebook(f"sqlite:///{graded.root}/gradebook.db") as book:
        comment = book.find_comment("norm_rows", "ch01_mini", "ch01", "hostile")

    assert "ended its process" in comment.auto_comment


def test_verdicts_of_class_grade_are_looked_up(released, monkeypatch):
    """Marks are the journal's: it was graded first, under its secret seed."""
    released.submit("journalled")
    command = [sys.executable, "-m", "workbook", "class", "grade", "submitted"]
    journal = MINI / ".workbook" / "class" / "ch01.sqlite"
    subprocess.run(
        [*command, "--assignment", "ch01", "--jobs", "1", "--out", "results"],
        cwd=released.root,
        env=os.environ | {"WORKBOOK_ROOT": str(MINI), "PYTHONPATH": str(ROOT)},
        check=True,
        capture_output=True,
    )
    monkeypatch.setattr(Examiner, "__enter__", None)  # nothing is graded again
    file = released.root / "submitted" / "journalled" / "ch01" / "ch01_mini.ipynb"
    monkeypatch.setenv("WORKBOOK_ROOT", str(MINI))

    report = verdict_on(file, find_chapter(MINI, "1"))

    shutil.rmtree(journal.parent.parent)
    assert report is not None
    assert report.earned == pytest.approx(100)
    assert report.seed > 2**64
    feedback = _feedback(report, report.exercises[0])
    assert "20 / 20" in feedback
    assert "seed" not in feedback  # it is secret, and students read this
