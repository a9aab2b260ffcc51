"""Hostile code costs its own scenarios, each with its own sentence, and nothing else."""

from __future__ import annotations

import faulthandler
from textwrap import indent

import pytest

from workbook.report.json import to_json

EVERY_FILE = "for n in range(3, 64):\n    try: os.write(n, {})\n    except OSError: pass\n"
HOSTILE = {  # what happens in one scenario → its status, and its sentence
    "a loop without an end": (
        "while True: pass",
        "timeout",
        "still running after 1 seconds: is there a loop without an end?",
    ),
    "a loop that swallows everything": (
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
        "timeout",
        "still running after 1 seconds",
    ),
    "os._exit": (
        "import os; os._exit(0)",
        "crashed",
        "your code ended its process (exit code 0) before it returned anything",
    ),
    "sys.exit": (
        "import sys; sys.exit()",
        "error",
        "your code called sys.exit() at training.py:",
    ),
    "a segmentation fault": (
        "import ctypes; ctypes.string_at(0)",
        "crashed",
        "your code crashed the interpreter (SIGSEGV) before it returned anything",
    ),
    "abort": (
        "import os; os.abort()",
        "crashed",
        "your code crashed the interpreter (SIGABRT) before it returned anything",
    ),
    "killing itself": (
        "import os; os.kill(os.getpid(), 9)",
        "crashed",
        "your code was ended by the system, most likely for taking too much memory",
    ),
    "30 GB of zeros": (
        "torch.zeros(30 * 2**30 // 4)",
        "over_budget",
        "your code asked for more memory than it may use at training.py:",
    ),
    "30 GB of bytes": (
        "bytearray(30 * 2**30)",
        "over_budget",
        "your code asked for more memory than it may use at training.py:",
    ),
    "infinite recursion": (
        "return hostile(p)",
        "error",
        "your code calls itself without end at training.py:",
    ),
    "printing 1 GB": (
        "for _ in range(1000): print('x' * 2**20)",
        "over_budget",
        "printed more than 1,000,000 characters",
    ),
    "writing 1 GB below Python": (
        "import os; [os.write(1, b'x' * 2**20) for _ in range(1000)]; raise ValueError('done')",
        "error",
        "ValueError at training.py:",
    ),
    "an exception": ("1 / 0", "error", "ZeroDivisionError at training.py:"),
    "an exception with a long text": ("raise ValueError('x' * 10**6)", "error", "ValueError at"),
    "an exception without a text": (
        "raise type('Rude', (Exception,), {'__str__': lambda self: 1 / 0})",
        "error",
        "(its message cannot be read)",
    ),
    "KeyboardInterrupt": ("raise KeyboardInterrupt", "crashed", "your code ended its process"),
    "GeneratorExit": ("raise GeneratorExit", "error", "GeneratorExit"),
    "None": ("return None", "failed", "expected a tensor of shape (5, 3), got None"),
    "an endless list": (
        "p = []; p.append(p); return p",
        "error",
        "the result is nested more than 8 deep",
    ),
    "a huge result": ("return torch.zeros(2**23)", "error", "the result is larger than 16 MB"),
    "garbage in every file": (
        EVERY_FILE.format("b'x' * 64"),
        "crashed",
        "your code disturbed its worker",
    ),
    "a message that never comes": (
        EVERY_FILE.format("bytes([0, 0, 0, 99])") + "while True: pass",
        "timeout",
        "still running after 1 seconds",
    ),
    "closing every file": (
        "import os; os.closerange(0, 256); return p",
        "crashed",
        "before it returned anything",
    ),
    "deleting torch": (
        "del torch.Tensor.dim, torch.zeros; return p",
        "error",
        "",
    ),
}


@pytest.fixture(autouse=True)
def no_dumps_of_crashes():
    """Keep the workers' crashes out of the output of the tests."""
    was_on = faulthandler.is_enabled()
    faulthandler.disable()
    yield
    if was_on:
        faulthandler.enable()


@pytest.mark.parametrize(("line", "status", "told"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_code_costs_its_own_scenario(solved, line, status, told):
    call = "    if rate > 1:\n        return hostile(p)\n    return p.sub_"
    solved.answer("training", "    return p.sub_", call)
    with (solved.answers / "training.py").open("a", encoding="utf-8") as file:
        file.write(f"\n\nimport os\n\n\ndef hostile(p):\n{indent(line, '    ')}\n")

    report = solved.grade("descend", "line", "Affine", isolation="process")

    descend, *others = sorted(report.exercises, key=lambda e: e.exercise.id != "descend")
    small, large = descend.scenarios
    assert large.status == status
    assert told in large.message
    assert len(large.message) <= 500
    assert small.status == "passed"
    assert [other.status for other in others] == ["passed", "passed"]


AT_IMPORT = {
    "a syntax error": ("def (", "error", "training.py:1 is not valid Python: "),
    "an import that fails": (
        "from .nowhere import x",
        "error",
        "an import failed at training.py:1: ",
    ),
    "an exception": ("raise SystemError('x')", "error", "SystemError at training.py:1: x"),
    "a loop without an end": ("while True: pass", "timeout", "still running after 1 seconds"),
    "os._exit": ("import os; os._exit(3)", "crashed", "ended its process (exit code 3)"),
    "sys.exit": ("raise SystemExit", "error", "your code called sys.exit() at training.py:1"),
    "a flood of text": ("print('x' * 10**7)", "over_budget", "printed more than 1,000,000"),
    "removing the tool": (
        "import sys; [sys.modules.pop(n) for n in [*sys.modules] if n.startswith('work')]",
        "forbidden",
        "`sys.modules",
    ),
}


@pytest.mark.parametrize(("line", "status", "told"), AT_IMPORT.values(), ids=AT_IMPORT)
def test_a_module_that_is_hostile_when_it_is_loaded_costs_its_own_exercises(
    solved, line, status, told
):
    path = solved.answers / "training.py"
    path.write_text(f"{line}\n{path.read_text(encoding='utf-8')}", encoding="utf-8")

    report = solved.grade("descend", "centre", isolation="process")

    centre, descend = report.exercises
    assert [scenario.status for scenario in descend.scenarios] == [status, status]
    assert told in descend.scenarios[0].message
    assert centre.status == "passed"


def test_the_report_of_hostile_code_is_the_same_twice(solved):
    solved.answer(
        "training", "    return p.sub_", "    if rate > 1: os._exit(1)\n    return p.sub_"
    )

    reports = [to_json(solved.grade("descend", isolation="process")) for _ in range(2)]

    assert reports[0] == reports[1]


def test_a_chapter_of_hostile_modules_is_graded_to_the_end(solved):
    solved.write("vectors", "def (")
    solved.write("layers", "import os; os._exit(1)")
    solved.write("checking", "def check_double(candidate):\n    while True: pass\n")
    solved.edit(
        "graders/ch01_mini/test_checking.py",
        "    check=judge,\n",
        "    check=judge, timeout=0.5,\n",
    )

    report = solved.grade(isolation="process")

    statuses = {r.exercise.id: r.scenarios[0].status for r in report.exercises}
    assert statuses == {
        "centre": "error",
        "norm_rows": "error",
        "Affine": "crashed",
        "descend": "passed",
        "running_mean": "passed",
        "check_double": "timeout",
        "line": "passed",
    }
    assert report.earned == 35
