"""The command line: arguments, what they print, and the exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import torch

WRONG = {  # arguments → the one line on stderr
    "grade 7": "there is no chapter '7'. Chapters: ch01.",
    "grade ch01_mimi": (
        "there is no chapter 'ch01_mimi'. Did you mean 'ch01_mini'? Chapters: ch01."
    ),
    "grade 1 center": (
        "chapter ch01 has no exercise 'center'. Did you mean 'centre'? Exercises: "
        "centre, norm_rows, Affine, descend, running_mean, check_double, line."
    ),
    "grade 1 8": (
        "chapter ch01 has no exercise '8'. Exercises: "
        "centre, norm_rows, Affine, descend, running_mean, check_double, line."
    ),
    "grade 1 --submission nowhere": "the submission nowhere is not there",
    "grade --submission nowhere": "the submission nowhere is not there",
    "grade 1 --submission empty": "empty holds no .py file",
    "grade 1 --submission notes.txt": (
        "notes.txt is neither a directory, nor a .py file, nor an .ipynb notebook"
    ),
    "grade 1 --submission binary.py": "binary.py is not a text file in UTF-8",
    "grade 1 --submission binary.ipynb": "binary.ipynb is not a text file in UTF-8",
    "grade 1 --submission notes.ipynb": "notes.ipynb is not a notebook of nbformat 4",
    "grade --json out.json": "--json and --junit hold one chapter: name it",
    "grade 1 --json nowhere/out.json": "nowhere/out.json cannot be written: No such file",
    "grade 1 --device tpu": "Invalid value for '--device': 'tpu' is not one of",
    "grade 1 --seed one": "Invalid value for '--seed': 'one' is not a valid integer",
    "grade 1 --seed -1": "Invalid value for '--seed': -1 is not in the range x>=0.",
    "grade 1 --fail-under 101": "Invalid value for '--fail-under'",
    "grade 1 --nothing": "No such option",
    "nothing": "No such command 'nothing'",
    "hint": "Missing argument 'EXERCISE'",
    "hint centre": "say CH/EXERCISE, for example ch04/conv2d, not 'centre'",
    "hint 1/center": "chapter ch01 has no exercise 'center'. Did you mean 'centre'?",
    "hint 7/centre": "there is no chapter '7'.",
    "hint 1/": "chapter ch01 has no exercise ''.",
    "reset centre": "say CH/EXERCISE",
    "reset 1/center": "Did you mean 'centre'?",
    "verify 7": "there is no chapter '7'.",
    "verify 1 --exercise center": "Did you mean 'centre'?",
    "verify --seeds 0": "Invalid value for '--seeds'",
}


@pytest.mark.parametrize(("arguments", "told"), WRONG.items(), ids=[*WRONG])
def test_bad_input_is_one_line_on_stderr_and_exit_2(course, run_workbook, arguments, told):
    (course.root / "empty").mkdir()
    (course.root / "notes.txt").write_text("notes", encoding="utf-8")
    (course.root / "notes.ipynb").write_text("{}", encoding="utf-8")
    (course.root / "binary.py").write_bytes(b"\xff\xfe\x00")
    (course.root / "binary.ipynb").write_bytes(b"\xff\xfe\x00")

    code, _, err = run_workbook(*arguments.split())

    assert code == 2
    assert err.startswith("workbook: ")
    assert told in err
    assert err.count("\n") == 1


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU here")
def test_cuda_without_a_gpu_is_told(run_workbook):
    code, _, err = run_workbook("grade", "1", "--device", "cuda")

    assert (code, err) == (
        2,
        "workbook: DEVICE=cuda, but torch finds no CUDA device here: use cpu or auto\n",
    )


def test_a_broken_course_is_exit_3(course, run_workbook):
    course.edit("graders/ch01_mini/chapter.toml", 'title = "A mini chapter"', "")

    code, _, err = run_workbook("list")

    assert (code, err) == (3, "workbook: graders/ch01_mini/chapter.toml: KeyError: 'title'\n")


def test_a_reference_that_fails_its_grader_is_exit_3(solved, run_workbook):
    solved.edit("solutions/ch01_mini/vectors.py", "return x - means", "return 1 / 0")

    code, _, err = run_workbook("grade", "1", "centre")

    assert code == 3
    assert err.startswith("workbook: the reference fails ch01/centre/values[tall]: ")


def test_no_course_is_told(tmp_path, monkeypatch, run_workbook):
    monkeypatch.setenv("WORKBOOK_ROOT", str(tmp_path / "nowhere"))

    code, _, err = run_workbook("list")

    assert code == 2
    assert err == (
        f"workbook: WORKBOOK_ROOT names {tmp_path / 'nowhere'}, "
        "which holds no graders/chNN_topic/\n"
    )


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"]])
def test_help_is_readable(run_workbook, arguments):
    code, out, err = run_workbook(*arguments)

    assert (code, err) == (0, "")
    assert all(f"\n  {name} " in out for name in ("grade", "hint", "list", "reset", "verify"))


def test_the_version_is_told(run_workbook):
    from workbook import __version__

    code, out, _ = run_workbook("--version")

    assert code == 0
    assert __version__ in out


@pytest.mark.parametrize("chapter", ["1", "01", "ch01", "ch01_mini"])
def test_a_chapter_is_graded_whatever_it_is_called(solved, run_workbook, chapter):
    code, out, _ = run_workbook("grade", chapter, "centre")

    assert code == 0
    assert "✓  1 centre" in out


def test_exercises_are_chosen_by_name_and_number(solved, run_workbook):
    _, out, _ = run_workbook("grade", "1", "4", "centre", "predict")

    assert [line.split()[2] for line in out.splitlines() if line.startswith("✓")] == [
        "descend",
        "centre",
        "line",
    ]


def test_without_a_chapter_the_course_is_graded_in_a_line_each(solved, run_workbook):
    code, out, _ = run_workbook("grade")

    assert (code, out.strip()) == (
        0,
        "ch01  A mini chapter    100 / 100  7 of 7 exercises started",
    )


@pytest.mark.parametrize(("bar", "code"), [("0", 0), ("33.3", 0), ("33.4", 1), ("100", 1)])
def test_fail_under_compares_with_the_percentage(course, run_workbook, bar, code):
    course.solve("layers")  # 10 points of 30

    assert run_workbook("grade", "1", "Affine", "centre", "--fail-under", bar)[0] == code


def test_a_mark_of_nothing_is_still_exit_0(course, run_workbook):
    assert run_workbook("grade", "1")[0] == 0


def test_json_and_junit_are_written(solved, run_workbook):
    run_workbook("grade", "1", "centre", "--json", "out.json", "--junit", "out.xml", "--seed", 3)

    data = json.loads((solved.root / "out.json").read_text(encoding="utf-8"))
    assert (data["chapter"], data["seed"], data["points"]["earned"]) == ("ch01", 3, 20)
    junit = (solved.root / "out.xml").read_text(encoding="utf-8")
    assert ET.fromstring(junit)[0].get("name") == "ch01/centre"  # noqa: S314 - our own text


def test_the_same_seed_writes_the_same_bytes(solved, run_workbook):
    solved.answer("vectors", "x.mean(1, keepdim=True)", "x.mean()")
    for name in ("one.json", "two.json"):
        run_workbook("grade", "1", "--json", name, "--seed", 5)

    one, two = ((solved.root / name).read_bytes() for name in ("one.json", "two.json"))

    assert one == two


def test_isolation_may_be_switched_off(solved, run_workbook):
    _, out, _ = run_workbook("grade", "1", "centre", "--isolation", "none")

    assert "isolation none" in out


def test_another_submission_is_graded_without_touching_the_marks(course, run_workbook):
    _, out, _ = run_workbook("grade", "1", "centre", "--submission", "solutions")

    assert "20 / 20" in out
    assert not (course.root / ".workbook").exists()


def test_grading_is_remembered_by_list(course, run_workbook):
    course.solve("layers")
    run_workbook("grade", "1")

    _, out, _ = run_workbook("list")

    assert " ✓  3  Affine " in out


def test_hints_come_one_at_a_time_and_end_at_the_lesson(run_workbook):
    told = [run_workbook("hint", "1/centre")[1] for _ in range(4)]

    last = "That was the last one. The lesson: exercises/ch01_mini/README.md\n"
    assert told == [
        "Hint 1 of 3 for ch01/centre: Which axis holds one row?\n",
        "Hint 2 of 3 for ch01/centre: Its mean has to keep that axis.\n",
        "Hint 3 of 3 for ch01/centre: Take the mean with keepdim.\n",
        f"Hint 3 of 3 for ch01/centre: Take the mean with keepdim.\n{last}",
    ]


def test_a_misconception_opens_the_ladder_further_up(solved, run_workbook):
    solved.answer("vectors", "x.mean(1, keepdim=True)", "x.mean()")
    run_workbook("grade", "1", "centre")

    _, out, _ = run_workbook("hint", "1/centre")

    assert out.startswith("Hint 2 of 3")


def test_a_spoiled_state_is_not_in_the_way(course, run_workbook):
    (course.root / ".workbook").mkdir()
    (course.root / ".workbook" / "state.json").write_text('{"marks": 3}', encoding="utf-8")

    codes = [run_workbook(*arguments)[0] for arguments in (["list"], ["hint", "1/centre"])]

    assert codes == [0, 0]


def test_reset_puts_a_stub_back_and_says_where_the_old_file_is(solved, run_workbook):
    code, out, _ = run_workbook("reset", "1/centre")

    assert code == 0
    assert out == (
        "centre is a stub again in exercises/ch01_mini/vectors.py; "
        "the old file is exercises/ch01_mini/vectors.py.1.orig\n"
    )


def test_stubs_in_step_say_nothing(course, run_workbook):
    assert run_workbook("stubs") == (0, "", "")
    assert run_workbook("stubs", "--check") == (0, "", "")


def test_stubs_out_of_step_are_exit_1(course, run_workbook):
    course.edit("solutions/ch01_mini/vectors.py", '"""Vectors."""', '"""Vectors, in rows."""')

    assert run_workbook("stubs", "--check") == (
        1,
        "exercises/ch01_mini/vectors.py is out of date: run `workbook stubs`\n",
        "",
    )


@pytest.fixture
def process(course):
    """Run Python on the mini course in a process of its own."""
    package = str(Path(__file__).parents[1])
    environment = {**os.environ, "PYTHONPATH": package, "WORKBOOK_ROOT": str(course.root)}

    def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=course.root,
            env={**environment, **variables},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_the_package_runs_as_a_module(solved, process):
    done = process("-m", "workbook", "grade", "1", "centre")

    assert (done.returncode, done.stderr) == (0, "")
    assert "20 / 20 points" in done.stdout


@pytest.mark.parametrize("arguments", [["list"], ["hint", "1/centre"]], ids=" ".join)
def test_a_quick_command_imports_neither_torch_nor_numpy(process, arguments):
    code = (
        "import sys; from workbook.cli import cli; "
        f"cli.main({arguments}, standalone_mode=False); "
        "print([m for m in ('torch', 'numpy', 'sklearn', 'matplotlib') if m in sys.modules])"
    )

    assert process("-c", code).stdout.splitlines()[-1] == "[]"


def test_a_terminal_that_knows_only_ascii_is_no_reason_for_a_traceback(process):
    done = process("-m", "workbook", "list", PYTHONIOENCODING="ascii")

    assert (done.returncode, done.stderr) == (0, "")
    assert "Chapter 01 ? A mini chapter" in done.stdout


def test_an_error_of_the_tool_itself_is_one_line_too(run_workbook, monkeypatch):
    def fail(*_):
        message = "unforeseen"
        raise RuntimeError(message)

    monkeypatch.setattr("workbook.cli.chapters", fail)

    code, _, told = run_workbook("list")

    assert code == 3
    assert told.startswith("workbook: an error of the tool itself (RuntimeError: unforeseen)")
    assert told.count("\n") == 1


def test_a_misconception_that_is_not_python_is_an_error_of_the_course(run_workbook, course):
    course.edit(
        "solutions/ch01_mini/misconceptions.toml", 'with = "means = x.mean(0)"', 'with = "means ="'
    )

    code, _, told = run_workbook("stubs", "--check")
    graded, _, why = run_workbook("grade", "1", "centre", "--submission", "solutions")

    assert code == 0, told
    assert graded == 3
    assert "misconception 'means of columns' of 'centre' is not Python" in why
