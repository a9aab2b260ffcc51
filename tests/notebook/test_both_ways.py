"""Marks of the hardened way equal those of nbgrader's own, which runs the notebooks."""

from dataclasses import dataclass

import pytest
from nbgrader.api import Gradebook

from workbook.catalog import find_chapter
from workbook.course import Course
from workbook.grading import Grading, Options
from workbook.notebook.building import given_cells
from workbook.notebook.submitted import read_notebook

pytestmark = [pytest.mark.timeout(600), pytest.mark.filterwarnings("ignore")]

PLAIN = """
c.Autograde.autograde_preprocessors = [
    steps.Execute,
    steps.IgnorePattern,
    steps.ClearMetadataPreprocessor,
    steps.LimitOutput,
    steps.SaveAutoGrades,
    steps.AssignLatePenalties,
    steps.CheckCellMetadata,
]
"""
MISTAKES = {
    "centre": ("x.mean(1, keepdim=True)", "x.mean()"),
    "Affine": ("+ self.bias", "- self.bias"),
    "descend": ("alpha=rate", "alpha=-rate"),
    "running_mean": ("1 - decay**step", "1 - decay"),
    "check_double": ("-1.25", "-1.0"),  # only a secret specimen shows it
    "line": ("slope * x.mean()", "slope"),
}
HALF = {"centre", "Affine", "descend"}


def wrong(name, answer, _stub):
    """Every answer with a mistake in it, but norm_rows, which builds on one."""
    old, new = MISTAKES.get(name, ("", ""))
    assert old in answer
    return answer.replace(old, new) if old else answer


SUBMISSIONS = {
    "right": lambda _name, answer, _stub: answer,
    "half": lambda name, answer, stub: stub if name in HALF else answer,
    "wrong": wrong,
    "stub": lambda _name, _answer, stub: stub,
}


@dataclass(frozen=True)
class BothWays:
    """The same notebooks in two courses."""

    hardened: object
    plain: object


@pytest.fixture(scope="module")
def graded(released, kit, tmp_path_factory):
    """Four submissions, graded in isolation, and by running them with the learner's kit."""
    roots = [tmp_path_factory.mktemp(name) / "course101" for name in ("hardened", "plain")]
    both = BothWays(*map(released.fresh, roots))
    for course in (both.hardened, both.plain):
        for student, change in SUBMISSIONS.items():
            course.submit(student, change)
    both.hardened.nbgrader("autograde", "ch01", "--create")
    with (both.plain.root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(PLAIN)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBOOK_ROOT", str(kit))
        both.plain.nbgrader("autograde", "ch01", "--create")
    return both


def marks(course, student):
    """The points of each exercise in the gradebook."""
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
        notebook = book.find_submission_notebook("ch01_mini", "ch01", student)
        assert not any(grade.needs_manual_grade for grade in notebook.grades)
        return {grade.name.removeprefix("check-"): grade.auto_score for grade in notebook.grades}


def report(both, course, student):
    """What the grader says of a submission, with a reference or with recorded outcomes."""
    path = both.hardened.root / "submitted" / student / "ch01" / "ch01_mini.ipynb"
    text = path.read_text(encoding="utf-8")
    sources = read_notebook(text, path.name, course.chapter, given_cells(course))
    with Grading(course, sources, course.chapter.stubs, Options()) as grading:
        return grading.report()


@pytest.fixture(scope="module")
def apart(graded, kit, mini):
    """Return the exercises of a student whose marks may differ, by the reason."""

    def find(student):
        live = report(graded, mini, student)
        recorded = report(graded, Course(find_chapter(kit, "1")), student)
        return {
            "carried forward": {
                e.exercise.id for e in live.exercises if any(s.carried_forward for s in e.scenarios)
            },
            "unavailable": {
                e.exercise.id
                for e in recorded.exercises
                if any(s.status == "unavailable" for s in e.scenarios)
            },
        }

    return find


@pytest.mark.parametrize("student", SUBMISSIONS)
def test_marks_are_equal_both_ways(graded, apart, student):
    ours, theirs = marks(graded.hardened, student), marks(graded.plain, student)
    comparable = ours.keys() - set().union(*apart(student).values())

    assert ours.keys() == theirs.keys()
    assert len(comparable) >= 5
    assert {n: ours[n] for n in comparable} == pytest.approx({n: theirs[n] for n in comparable})


def test_right_and_empty_notebooks_get_all_and_nothing_both_ways(graded):
    for course in (graded.hardened, graded.plain):
        assert sum(marks(course, "right").values()) == pytest.approx(100)
        assert sum(marks(course, "stub").values()) == 0


def test_only_the_hardened_way_carries_an_error_forward(graded, apart):
    ours, theirs = marks(graded.hardened, "wrong"), marks(graded.plain, "wrong")

    assert apart("wrong")["carried forward"] == {"norm_rows"}
    assert ours["norm_rows"] > theirs["norm_rows"]


def test_only_the_hardened_way_counts_what_needs_a_reference(graded, apart):
    ours, theirs = marks(graded.hardened, "wrong"), marks(graded.plain, "wrong")

    assert apart("wrong")["unavailable"] == {"check_double"}
    assert 0 < ours["check_double"] < theirs["check_double"] == 15
