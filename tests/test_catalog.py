"""Which chapters and exercises exist."""

from __future__ import annotations

import pytest

from workbook.catalog import chapters, course_root, find_chapter, find_exercise
from workbook.errors import CourseError, UsageError


@pytest.mark.parametrize("wanted", ["1", "01", "ch1", "ch01", "ch01_mini"])
def test_a_chapter_answers_to_its_number_and_its_names(course, wanted):
    assert find_chapter(course.root, wanted).name == "ch01_mini"


@pytest.mark.parametrize("wanted", ["2", "ch", "mini", "", "ch01_", "1.0", "-1", "../ch01_mini"])
def test_nothing_else_is_a_chapter(course, wanted):
    with pytest.raises(UsageError, match=f"there is no chapter '{wanted}'"):
        find_chapter(course.root, wanted)


def test_a_misspelt_chapter_gets_a_suggestion_and_the_list(course):
    with pytest.raises(UsageError) as caught:
        find_chapter(course.root, "ch01_mimi")

    assert str(caught.value) == (
        "there is no chapter 'ch01_mimi'. Did you mean 'ch01_mini'? Chapters: ch01."
    )


@pytest.mark.parametrize(
    ("wanted", "found"), [("centre", "centre"), ("1", "centre"), ("7", "line"), ("predict", "line")]
)
def test_an_exercise_answers_to_id_number_and_names(course, wanted, found):
    assert find_exercise(course.chapter, wanted).id == found


def test_a_misspelt_exercise_gets_a_suggestion_and_the_list(course):
    with pytest.raises(UsageError) as caught:
        find_exercise(course.chapter, "center")

    assert str(caught.value) == (
        "chapter ch01 has no exercise 'center'. Did you mean 'centre'? Exercises: "
        "centre, norm_rows, Affine, descend, running_mean, check_double, line."
    )


def test_exercises_are_numbered_in_the_order_of_the_file(course):
    numbers = [exercise.number for exercise in course.chapter.exercises]

    assert numbers == [1, 2, 3, 4, 5, 6, 7]


def test_the_name_of_an_exercise_is_its_id_if_unsaid(course):
    assert find_exercise(course.chapter, "centre").names == ("centre",)


def test_chapters_come_in_order_and_other_directories_are_passed_over(course):
    for name in ("ch02_later", "notes", "ch3_short"):
        (course.root / "graders" / name).mkdir()
        text = (course.graders / "chapter.toml").read_text(encoding="utf-8")
        (course.root / "graders" / name / "chapter.toml").write_text(text, encoding="utf-8")

    assert [chapter.id for chapter in chapters(course.root)] == ["ch01", "ch02"]


CHAPTER = "graders/ch01_mini/chapter.toml"
BROKEN = {
    "points": ("points = 15\ndifficulty = 2\nstarts_from", "points = 16\nstarts_from"),
    "an unknown use": ('uses = ["centre"]', 'uses = ["center"]'),
    "an id twice": ('id = "norm_rows"', 'id = "centre"'),
    "a name twice": ('names = ["fit_line", "predict"]', 'names = ["fit_line", "centre"]'),
    "no title": ('title = "A mini chapter"', ""),
    "an unknown key": ("learned =", "learnt ="),
    "not TOML": ('title = "A mini chapter"', "title = A mini chapter"),
    "points in words": ("points = 20\ndifficulty = 1", 'points = "many"\ndifficulty = 1'),
    "no exercise": ("[[exercise]]", "[[task]]"),
}


@pytest.mark.parametrize(("old", "new"), BROKEN.values(), ids=BROKEN)
def test_a_broken_chapter_file_is_an_error_of_the_course_that_names_it(course, old, new):
    path = course.root / CHAPTER
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    with pytest.raises(CourseError, match=r"^graders/ch01_mini/chapter\.toml: "):
        find_chapter(course.root, "1")


def test_points_that_do_not_sum_to_100_are_told(course):
    course.edit(CHAPTER, *BROKEN["points"])

    with pytest.raises(CourseError, match="the points sum to 101, not to 100"):
        find_chapter(course.root, "1")


def test_the_course_is_found_from_a_directory_inside_it(course, monkeypatch):
    monkeypatch.delenv("WORKBOOK_ROOT", raising=False)
    monkeypatch.chdir(course.answers)

    assert course_root() == course.root


def test_the_environment_may_name_the_course(course, monkeypatch):
    monkeypatch.setenv("WORKBOOK_ROOT", str(course.root))

    assert course_root() == course.root
