"""``workbook verify``: it passes for right graders and says what is wrong with others."""

import shutil
from pathlib import Path

import pytest

from workbook.authoring.verify import verify_chapter
from workbook.grading import Options

LESSON = Path(__file__).parent / "course" / "exercises" / "ch01_mini" / "README.md"
EXERCISES = ("centre",)


def problems(course, seeds=1):
    """Prove the exercise ``centre`` and return what is said of it, without the chapter's name."""
    chosen = [e for e in course.chapter.exercises if e.id in EXERCISES]
    told = verify_chapter(course.chapter, chosen, seeds, Options(), jobs=1)
    return [line.removeprefix("ch01: ") for line in told if "bars.md" not in line]


@pytest.fixture
def proved(course):
    """The mini course with the lesson, the stubs and the alternatives that a proof asks for."""
    shutil.copy(LESSON, course.answers)
    return course


def test_a_right_grader_passes(proved):
    assert problems(proved, seeds=2) == []


def test_a_weakened_grader_fails(proved):
    """A scenario that sees only the shape lets wrong values pass."""
    proved.edit(
        "graders/ch01_mini/test_vectors.py",
        "return m.centre(draw.normal(rows, columns, shift=1.5))",
        "return list(m.centre(draw.normal(rows, columns, shift=1.5)).shape)",
    )
    proved.edit(
        "graders/ch01_mini/test_vectors.py",
        "return value_and_grads(m.centre, draw.normal(3, 5))",
        "return list(m.centre(draw.normal(3, 5)).shape)",
    )
    proved.edit(
        "graders/ch01_mini/test_vectors.py",
        "return m.centre(draw.normal(101, 11))",
        "return list(m.centre(draw.normal(101, 11)).shape)",
    )

    told = problems(proved)

    assert "centre: 'one mean for all' loses no points" in told
    assert "centre: 'means of columns' loses no points" in told


def test_a_grader_that_accepts_only_its_authors_style_fails(proved):
    proved.edit(
        "graders/ch01_mini/test_vectors.py",
        "max_ops=20",
        "max_ops=1",
    )

    told = problems(proved)

    assert any("centre/whole_tensors: the alternative" in line for line in told)


def test_two_misconceptions_that_cannot_be_told_apart_are_reported(proved):
    proved.edit(
        "solutions/ch01_mini/misconceptions.toml", "means = x.mean(0)", "means = x.mean() * 1"
    )

    assert "centre: 'means of columns' is taken for 'one mean for all'" in problems(proved)


def test_a_stub_that_is_out_of_date_is_reported(proved):
    proved.edit("solutions/ch01_mini/vectors.py", "its mean.", "its own mean.")

    told = problems(proved)

    assert any("vectors.py is out of date: run `workbook stubs`" in line for line in told)


def test_a_hint_that_holds_a_line_of_the_solution_is_reported(proved):
    proved.edit("graders/ch01_mini/chapter.toml", "Take the mean with keepdim.", "return x - means")

    assert "centre: a hint holds a line of the solution: return x - means" in problems(proved)


def test_a_missing_lesson_section_is_reported(proved):
    (proved.answers / "README.md").write_text("# Empty\n", encoding="utf-8")

    assert "centre: the lesson has no section with `centre` in its heading" in problems(proved)


def test_a_forbidden_name_that_does_not_exist_is_reported(proved):
    proved.edit("graders/ch01_mini/chapter.toml", '["CONV", "NORM"]', '["torch.convolute"]')

    assert any("'torch.convolute', which torch does not have" in line for line in problems(proved))
