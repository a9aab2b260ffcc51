"""``workbook verify``: it passes for right graders and says what is wrong with others."""

import shutil
from pathlib import Path

import pytest

from workbook.authoring.stubs import check_stubs
from workbook.authoring.verify import _Proof, verify_chapter
from workbook.grading import Options

LESSON = Path(__file__).parent / "course" / "exercises" / "ch01_mini" / "README.md"


def problems(course, seeds=1):
    """Prove the exercise ``centre`` and return what is said of it."""
    prove = _Proof(course.loaded, course.chapter.exercises[0], Options())
    return [*check_stubs(course.chapter), *prove.problems(seeds)]


@pytest.fixture
def proved(course):
    """The mini course with the lesson, the stubs and the alternatives that a proof asks for."""
    shutil.copy(LESSON, course.answers)
    return course


def test_a_right_chapter_passes(proved):
    """Here alone the reference also runs on plain instructions, as on another machine."""
    chosen = proved.chapter.exercises[:1]

    assert verify_chapter(proved.chapter, chosen, 2, Options(), jobs=1) == []


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


def test_wrong_answers_that_no_grader_may_accept_are_reported_if_one_does(proved):
    """With a tolerance as wide as the values, zeros pass."""
    path = proved.graders / "test_vectors.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"centre",', '"centre", floor=3.0,'), "utf-8")

    assert "centre: full marks for code that returns zeros" in problems(proved)


def test_a_reference_that_fails_is_reported(proved):
    proved.edit("graders/ch01_mini/chapter.toml", '["CONV", "NORM"]', '["aten.mean"]')

    assert any("values[tall]: the reference fails with seed 0" in line for line in problems(proved))


def test_a_scenario_that_does_not_run_in_float64_is_reported(proved):
    proved.edit(
        "solutions/ch01_mini/vectors.py",
        "return x - means",
        "return x - means @ torch.eye(1, dtype=torch.float32)",
    )

    assert any("say float64=False" in line for line in problems(proved))


def test_tensors_of_the_default_dtype_are_float64_in_the_second_run(proved):
    proved.edit("solutions/ch01_mini/vectors.py", "x - means", "x @ torch.eye(x.shape[1]) - means")

    assert problems(proved) == []


def test_a_reference_that_differs_from_run_to_run_is_reported(proved):
    """Its float64 run differs as well, so the tolerance grows until every answer passes."""
    proved.edit(
        "solutions/ch01_mini/vectors.py",
        "return x - means",
        'import os\n    return x - means + int.from_bytes(os.urandom(4), "big") / 1e6',
    )

    assert any("two runs of the reference differ" in line for line in problems(proved))


def test_a_scenario_that_runs_on_the_stub_is_reported(proved):
    proved.edit(
        "graders/ch01_mini/test_vectors.py",
        "return m.centre(draw.normal(101, 11))",
        "x = draw.normal(101, 11)\n    return m.centre(x) if False else x",
    )

    assert "centre/whole_tensors: runs on the stub without a TODO (returned)" in problems(proved)


@pytest.mark.parametrize("fewer", ["misconceptions", "alternative solutions", "hints"])
def test_what_an_exercise_lacks_is_reported(proved, fewer):
    if fewer == "misconceptions":
        path = proved.solutions / "misconceptions.toml"
        head, _, tail = path.read_text(encoding="utf-8").partition('[[centre]]\nname = "means of')
        path.write_text(
            f"{head}[[norm_rows]]{tail.partition('[[norm_rows]]')[2]}", encoding="utf-8"
        )
    elif fewer == "hints":
        proved.edit("graders/ch01_mini/chapter.toml", '"Take the mean with keepdim."', "")
    else:
        (proved.root / "tests" / "alternatives" / "ch01_mini" / "centre" / "rows.py").unlink()

    told = problems(proved)

    sentence = "2 hints instead of 3" if fewer == "hints" else f"fewer than 2 {fewer}"
    assert f"centre: {sentence}" in told


def test_a_misconception_that_nothing_names_is_reported(proved):
    proved.edit(
        "solutions/ch01_mini/misconceptions.toml",
        'with = "means = x.mean(0)"',
        'with = "means = x.mean(1, keepdim=True) * (1 + 1e-4)"',
    )

    assert "centre: 'means of columns' is not named by the diagnosis" in problems(proved)
