"""``pytest graders/…``: plain pytest, with the verdicts of ``workbook grade``."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

ROOT = Path(__file__).parents[1]
INSTALLED = any(point.name == "workbook" for point in entry_points(group="pytest11"))
PLUGIN = () if INSTALLED else ("-p", "workbook.pytest_plugin")  # never twice


@pytest.fixture
def run(course, pytester, monkeypatch):
    """Run pytest on the mini course, in this process."""
    monkeypatch.chdir(course.root)

    def start(*arguments):
        return pytester.runpytest_inprocess(
            *PLUGIN, "--import-mode=importlib", "-p", "no:cacheprovider", *map(str, arguments)
        )

    return start


def test_every_scenario_is_an_item(course, run):
    result = run("--collect-only", "-q", course.graders)

    names = [f"{s.exercise}/{s.id}" for s in course.loaded.scenarios]
    found = [line.partition("::")[2] for line in result.outlines if "::" in line]
    assert sorted(found) == sorted(names)


def test_the_reference_passes(solved, run):
    run(solved.graders).assert_outcomes(passed=19)


def test_what_is_not_started_is_skipped(course, run):
    run(course.graders).assert_outcomes(skipped=19)


def test_a_failure_is_its_sentence_without_a_traceback(solved, run):
    solved.answer("layers", "+ self.bias", "- self.bias")

    result = run(solved.graders / "test_layers.py")

    result.assert_outcomes(failed=2, passed=1)
    result.stdout.fnmatch_lines(
        ["*failed: at [[]0, 0[]]: expected 0.80011, got 2.12042*", "The bias is added."]
    )
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*workbook/grading.py*")


def test_one_scenario_may_be_chosen(solved, run):
    run(solved.graders, "-k", "whole_tensors").assert_outcomes(passed=1, deselected=18)


def test_another_submission_may_be_graded(course, run):
    run(course.graders, "--submission", course.root / "solutions").assert_outcomes(passed=19)


def test_the_seed_may_be_chosen(solved, run):
    solved.answer("vectors", "return x - means", "return means + 0 * x")

    first, second = (
        run(solved.graders, "-k", "tall", "--workbook-seed", seed).stdout.str() for seed in (0, 1)
    )

    sentence = [[x for x in t.splitlines() if "expected" in x] for t in (first, second)]
    assert sentence[0]
    assert sentence[0] != sentence[1]


def test_an_error_carried_forward_passes(solved, run):
    solved.answer("vectors", "return x - means", "return x + means")

    run(solved.graders, "-k", "norm_rows").assert_outcomes(passed=2, deselected=17)


def test_a_forbidden_call_fails(solved, run):
    solved.answer("vectors", "return x - means", "return torch.nn.functional.layer_norm(x, (3,))")

    result = run(solved.graders, "-k", "tall")

    result.stdout.fnmatch_lines(["forbidden: the task is to build this yourself: *"])


def test_output_of_the_code_is_shown_as_pytest_shows_it(solved, run):
    solved.answer("vectors", "return x - means", "print('here I am')\n    return means")

    run(solved.graders, "-k", "tall").stdout.fnmatch_lines(["here I am"])


def test_an_error_of_the_course_is_one_line(solved, run):
    solved.edit("solutions/ch01_mini/vectors.py", "return x - means", "return 1 / 0")

    run(solved.graders, "-k", "tall").stdout.fnmatch_lines(["*the reference fails ch01/centre/*"])


def test_ordinary_tests_are_left_alone(course, run):
    path = course.root / "test_other.py"
    path.write_text("def test_other():\n    assert True\n", encoding="utf-8")

    run(path).assert_outcomes(passed=1)


def test_two_chapters_may_have_a_module_of_one_name(solved, run):
    shutil.copytree(solved.graders, solved.root / "graders" / "ch02_other")
    shutil.copytree(solved.solutions, solved.root / "solutions" / "ch02_other")
    shutil.copytree(solved.answers, solved.root / "exercises" / "ch02_other")

    run(solved.root / "graders").assert_outcomes(passed=38)


def results_of(chapter, submission, tmp_path):
    """What pytest and ``workbook grade`` say of each scenario of a chapter of the course."""
    environment = {**os.environ, "WORKBOOK_ROOT": str(ROOT), "PYTHONPATH": str(ROOT)}
    junit, report = tmp_path / "pytest.xml", tmp_path / "grade.json"
    pytest_arguments = [*PLUGIN, "-q", "-p", "no:cacheprovider", "--junitxml", junit]
    commands = (
        ["pytest", f"graders/{chapter}", "--submission", submission, *pytest_arguments],
        ["workbook", "grade", chapter, "--submission", submission, "--json", report],
    )
    for command in commands:
        done = subprocess.run(
            [sys.executable, "-m", *map(str, command)],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode in {0, 1}, done.stdout + done.stderr
    return from_junit(junit), from_json(report)


def from_junit(path):
    """Scenario → how pytest ended, and the first line of a failure."""
    found = {}
    for case in ET.parse(path).iter("testcase"):  # noqa: S314 - our own file
        failure, skipped = case.find("failure"), case.find("skipped")
        name = case.get("name")
        if failure is not None:
            found[name] = ("failed", failure.text.splitlines()[0])
        else:
            found[name] = ("passed" if skipped is None else "skipped", "")
    return found


def from_json(path):
    """The same of a report."""
    found = {}
    for exercise in json.loads(path.read_text(encoding="utf-8"))["exercises"]:
        for scenario in exercise["scenarios"]:
            name, status = f"{exercise['id']}/{scenario['id']}", scenario["status"]
            if status == "passed" or scenario["carried_forward"]:
                found[name] = ("passed", "")
            elif status in {"not_attempted", "unavailable"}:
                found[name] = ("skipped", "")
            else:
                found[name] = ("failed", f"{status}: {scenario['message']}")
    return found


SOLVED = ("padding", "convolution", "pooling", "normalisation", "checking", "occlusion")
MISTAKES = [  # a file of chapter 4, and a mistake in it
    ("convolution.py", "i * dh", "i"),
    ("pooling.py", "import torch\n", "import torch\nraise KeyError('x')\n"),
    ("padding.py", "return room // stride + 1", "return -(-room // stride) + 1"),
]


@pytest.mark.timeout(600)
@pytest.mark.skipif(not (ROOT / "graders" / "ch04_cnn").exists(), reason="there is no chapter 4")
def test_pytest_agrees_with_workbook_grade_scenario_by_scenario(tmp_path):
    """Chapter 4, with right, wrong, forbidden, broken, missing and untouched answers."""
    submission = tmp_path / "exercises" / "ch04_cnn"
    shutil.copytree(ROOT / "exercises" / "ch04_cnn", submission)
    for module in SOLVED:
        shutil.copy(ROOT / "solutions" / "ch04_cnn" / f"{module}.py", submission)
    for file, old, new in MISTAKES:
        path = submission / file
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    (submission / "densenet.py").unlink()
    (submission / "lenet.py").write_text("def (", encoding="utf-8")

    by_pytest, by_grade = results_of("ch04_cnn", tmp_path / "exercises", tmp_path)

    assert by_pytest == by_grade
    assert {how for how, _ in by_grade.values()} == {"passed", "failed", "skipped"}
