"""A report, as text for a terminal, as JSON and as JUnit."""

from __future__ import annotations

import json
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from rich.console import Console

from workbook.report import ExerciseResult, Report, ScenarioResult
from workbook.report.console import print_course, print_report, printable
from workbook.report.json import to_json
from workbook.report.junit import to_junit
from workbook.report.listing import print_list

MIXED = """
Chapter 01 · A mini chapter
seed 0 · cpu · isolation process

dots: values gradients robust efficient   ● ◐ ○ · = all some none not asked
◐  1 centre                     ○○●○      4 / 20
     ✗ values[tall]: at [0, 0]: expected 0.371094, got 3.43359 (all 21 values
     differ)
       printed: means torch.Size([7, 1])
     ✗ gradients: value at [0, 0]: expected 1.59609, got 0.669531 (all 15 values
     differ)
       printed: means torch.Size([3, 1])
     and 2 more like these
     exercises/ch01_mini/vectors.py:7
✓  2 norm_rows                  ●●··     20 / 20
     2 of its scenarios fail only because of centre: they earn their points
◐  3 Affine                     ◐○··    3.3 / 10
     ➜ The bias is added.
     ✗ values: at [0, 0]: expected 0.80011, got 2.12042 (all 6 values differ)
     [bias subtracted]
     ✗ gradients: value at [0, 0]: expected -1.25499, got -0.376083 (all 6
     values differ) [bias subtracted]
     exercises/ch01_mini/layers.py:7
✓  5 running_mean               ●···     15 / 15
not started: descend, check_double, line

 42.3 / 100 points
Stuck? workbook hint ch01/centre
Mend centre in exercises/ch01_mini/vectors.py:7
"""
UNTOUCHED = """
Chapter 01 · A mini chapter
seed 0 · cpu · isolation none

not started: centre, norm_rows, Affine, descend, running_mean, check_double,
line

    0 / 100 points
Stuck? workbook hint ch01/centre
Next: centre in exercises/ch01_mini/vectors.py:14
"""


@pytest.fixture
def mixed(course, monkeypatch):
    """A report with something of everything."""
    monkeypatch.chdir(course.root)
    course.solve("vectors", "layers", "mending")
    course.answer(
        "vectors", "return x - means", "print('means', means.shape)\n    return x + means"
    )
    course.answer("layers", "+ self.bias", "- self.bias")
    return course.grade(isolation="process")


def shown(printer, *things):
    """What is printed on a terminal of 80 columns without colours."""
    console = Console(width=80, highlight=False, color_system=None, force_terminal=False)
    with console.capture() as capture:
        printer(*things, console)
    return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"


def test_a_report_reads_well_in_80_columns_without_colours(mixed):
    assert shown(print_report, mixed) == MIXED


def test_only_the_last_line_may_be_longer_so_that_it_can_be_copied(mixed):
    *lines, _ = shown(print_report, mixed).splitlines()

    assert max(map(len, lines)) <= 80


def test_an_untouched_chapter_says_where_to_begin(course, monkeypatch):
    monkeypatch.chdir(course.root)

    assert shown(print_report, course.grade()) == UNTOUCHED


def test_full_marks_say_what_was_learned_and_what_comes_next(solved):
    text = shown(print_report, solved.grade())

    assert "     Subtracting a mean is a projection.\n" in text
    assert text.endswith("  100 / 100 points\nAll done. `workbook list` shows what comes next.\n")


def test_the_level_of_isolation_is_always_told(solved):
    assert "isolation none" in shown(print_report, solved.grade("centre"))


def test_a_course_is_one_line_a_chapter(mixed):
    assert shown(print_course, [mixed]) == (
        " ch01  A mini chapter   42.3 / 100  4 of 7 exercises started\n"
    )


def test_the_list_shows_points_difficulty_minutes_and_marks(course):
    marks = {
        "ch01/centre": {"earned": 4.0, "status": "partial"},
        "ch01/norm_rows": {"earned": 20.0, "status": "passed"},
    }

    lines = shown(print_list, [course.chapter], marks).splitlines()

    assert lines[1:7] == [
        "Chapter 01 · A mini chapter",
        "have one exercise of every kind, for the tests of the tool",
        "    #  exercise      points  difficulty  minutes  earned",
        " ◐  1  centre            20           ★        5       4",
        " ✓  2  norm_rows         20          ★★       10      20",
        " ·  3  Affine            10          ★★       10",
    ]


def test_what_code_printed_is_shown_without_control_characters():
    assert printable("\x1b[2Jtext\r\n") == "[2Jtext"


CONTRACT = {
    "format": int,
    "chapter": str,
    "seed": int,
    "device": str,
    "isolation": str,
    "points": dict,
    "exercises": list,
}
OF_EXERCISE = {
    "id": str,
    "kind": str,
    "title": str,
    "earned": float,
    "possible": float,
    "status": str,
    "scenarios": list,
}
OF_SCENARIO = {
    "id": str,
    "earned": float,
    "possible": float,
    "status": str,
    "aspect": str,
    "carried_forward": bool,
    "diagnosis": str,
    "message": str,
}


def form(data):
    """The keys of a JSON object, in order, with the types of their values."""
    return {key: type(value) for key, value in data.items()}


def test_the_json_has_exactly_the_keys_and_types_of_the_contract(mixed):
    data = json.loads(to_json(mixed))
    exercises = data["exercises"]
    scenarios = [scenario for exercise in exercises for scenario in exercise["scenarios"]]

    assert [*form(data).items()] == [*CONTRACT.items()]
    assert form(data["points"]) == {"earned": float, "possible": float}
    assert all([*form(e).items()] == [*OF_EXERCISE.items()] for e in exercises)
    assert all([*form(s).items()] == [*OF_SCENARIO.items()] for s in scenarios)


def test_the_json_has_the_words_of_the_contract(mixed):
    exercises = json.loads(to_json(mixed))["exercises"]

    assert {e["kind"] for e in exercises} == {"implement", "debug", "test"}
    assert {e["status"] for e in exercises} == {"passed", "partial", "not_attempted"}


def test_the_json_adds_up(mixed):
    data = json.loads(to_json(mixed))

    assert data["format"] == 1
    assert data["points"] == {"earned": 42.333333, "possible": 100.0}
    for exercise in data["exercises"]:
        earned = sum(scenario["earned"] for scenario in exercise["scenarios"])
        assert earned == pytest.approx(exercise["earned"], abs=1e-5)


def test_the_json_tells_diagnosis_and_carried_errors(mixed):
    centre, norm_rows, affine, *_ = json.loads(to_json(mixed))["exercises"]

    assert affine["scenarios"][0]["diagnosis"] == "bias subtracted"
    assert [s["carried_forward"] for s in norm_rows["scenarios"]] == [True, True]
    assert not any(s["carried_forward"] for s in centre["scenarios"])


def test_the_json_holds_no_path_of_the_machine(mixed, course):
    assert str(course.root.parent) not in to_json(mixed)


def test_the_junit_parses_and_its_counts_agree(mixed):
    root = ET.fromstring(to_junit(mixed))  # noqa: S314 - our own text

    assert [suite.get("name") for suite in root][:2] == ["ch01/centre", "ch01/norm_rows"]
    for suite in root:
        assert int(suite.get("tests")) == len(suite.findall("testcase"))
        assert int(suite.get("failures")) == len(suite.findall("testcase/failure"))
        assert int(suite.get("skipped")) == len(suite.findall("testcase/skipped"))


def test_the_junit_tells_the_sentence(mixed):
    root = ET.fromstring(to_junit(mixed))  # noqa: S314 - our own text
    failure = root.find(".//testcase[@classname='ch01/Affine'][@name='values']/failure")

    assert failure.get("type") == "failed"
    assert failure.get("message").startswith("at [0, 0]: expected 0.80011, got 2.12042")
    assert failure.text == "The bias is added."


def test_text_that_learner_code_made_keeps_the_junit_whole(solved):
    solved.answer("vectors", "return x - means", "return {'<&\\x1b\\x00\\ud800>': 1}")

    root = ET.fromstring(to_junit(solved.grade("centre")))  # noqa: S314 - our own text

    assert root.find(".//failure").get("message").startswith("expected a tensor")


SCENARIO = ScenarioResult("values", "passed", 2.0, "values")


def result(course, *scenarios):
    """The first exercise's result with these scenarios."""
    return ExerciseResult(course.chapter.exercises[0], scenarios, "here:1")


@pytest.mark.parametrize(
    ("statuses", "status", "earned", "possible"),
    [
        (("passed", "passed"), "passed", 4, 4),
        (("passed", "failed"), "partial", 2, 4),
        (("failed", "crashed"), "failed", 0, 4),
        (("not_attempted", "not_attempted"), "not_attempted", 0, 4),
        (("not_attempted", "failed"), "failed", 0, 4),
        (("passed", "unavailable"), "passed", 2, 2),
        (("forbidden", "unavailable"), "failed", 0, 2),
    ],
)
def test_an_exercise_s_status_and_points_follow_from_its_scenarios(
    course, statuses, status, earned, possible
):
    made = result(course, *(replace(SCENARIO, status=one) for one in statuses))

    assert (made.status, made.earned, made.possible) == (status, earned, possible)


def test_a_scenario_that_is_carried_forward_earns_its_points(course):
    carried = replace(SCENARIO, status="failed", carried_forward=True)

    assert result(course, carried).status == "passed"
    assert carried.earned == 2


def test_the_dots_show_each_aspect(course):
    failed = replace(SCENARIO, status="failed")

    made = result(course, SCENARIO, failed, replace(failed, aspect="robust"))

    assert made.dots == {
        "values": "some",
        "gradients": "absent",
        "robust": "none",
        "efficient": "absent",
    }


def test_the_notes_of_a_run_are_shown(course):
    report = Report(course.chapter, 0, "cpu", "none", (result(course, SCENARIO),), ("A note.",))

    assert "\nA note.\n" in shown(print_report, report)


def test_many_failures_are_cut_short(course):
    words = ("one", "two", "three", "four", "five")
    failed = [replace(SCENARIO, status="failed", message=f"this is {word}") for word in words]
    report = Report(course.chapter, 0, "cpu", "none", (result(course, *failed),))

    text = shown(print_report, report)

    assert text.count("✗ values: this is") == 3
    assert "and 2 more like these" in text
