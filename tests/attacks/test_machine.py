"""What a cell holds together when something outside learner code goes wrong, or is misused."""

from __future__ import annotations

import json
import os
import shutil
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest

from workbook.catalog import find_exercise
from workbook.errors import UsageError, WorkbookError
from workbook.evasion import findings
from workbook.grading import Grading, Options
from workbook.isolation import jail
from workbook.isolation.cells import open_cells
from workbook.isolation.limits import OutOfTime, bounded_time
from workbook.isolation.runner import outcome_from_tree
from workbook.isolation.wire import MAX_HEADER, WireError, pack, unpack
from workbook.isolation.worker import Job, outcome_to_tree
from workbook.loading import Source, Sources, read_submission
from workbook.outcome import Leaf, Outcome, Raised
from workbook.running import Run

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="namespaces are Linux's")

HERE = Path(__file__).parent
ISOLATED = Options(seed=2**200 + 1, secret=True, isolation="namespaces")


@pytest.fixture
def cells(solved):
    """The warm parent of a chapter's cells."""
    try:
        with open_cells(solved.chapter) as opened:
            yield opened
    except UsageError as refused:
        pytest.skip(str(refused))


@pytest.fixture
def grading(solved, cells):
    """A grading of right answers in cells."""
    sources = read_submission(solved.answers, solved.chapter)
    with Grading(solved.loaded, sources, solved.answers, ISOLATED, housing=cells) as opened:
        yield opened


def children(parent: int) -> list[int]:
    """Return the processes that a process has forked and that still run."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, ppid, *_ = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(ppid) == parent and state not in "ZX":
            found.append(int(path.parent.name))
    return found


def warm_parent() -> int:
    """Return the process that forks cells: the first in a namespace of its own."""
    own = children(os.getpid())
    (keeper,) = [n for n in own if b"zygote" in Path(f"/proc/{n}/cmdline").read_bytes()]
    (found,) = children(keeper)
    return found


def family(parent: int) -> list[int]:
    """Return a process's children, their children, and so on."""
    own = children(parent)
    return own + [n for child in own for n in family(child)]


def until(condition, seconds=5.0) -> bool:
    """Wait for something to be so."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


# ── ends ───────────────────────────────────────────────────────────────────────────────────────


GRADER = """
import sys
from pathlib import Path
from workbook.catalog import find_chapter
from workbook.classroom.examiner import Examiner
from workbook.grading import Options

options = Options(seed=2**200, secret=True, isolation="namespaces")
with Examiner(find_chapter(Path(sys.argv[1]), "1"), options) as examiner:
    print("ready", flush=True)
    examiner.grade(Path(sys.argv[2]))
"""


@pytest.mark.parametrize("attack", ["endless_loop", "sleep", "stops_itself"])
def test_nothing_outlives_a_grader_that_is_killed(attack, solved, tmp_path):
    solved.edit("graders/ch01_mini/test_training.py", "timeout=1.0", "timeout=60.0")
    attack = HERE / "exhausting" / f"{attack}.py"
    grader = subprocess.Popen(
        [sys.executable, "-c", GRADER, solved.root, attack],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},  # an empty directory is left in it
    )
    with grader:
        if grader.stdout.readline() != "ready\n":
            pytest.skip("namespaces are refused here")
        # The warm parent's keeper, itself, a cell, its worker; and the reference's process.
        assert until(lambda: len(family(grader.pid)) >= 5, 30)
        time.sleep(0.3)
        running = family(grader.pid)

        grader.kill()

    assert until(lambda: not any(Path(f"/proc/{n}").exists() for n in running))


def test_a_cell_that_ended_unnoticed_is_replaced(solved, grading):
    first, second, *_ = solved.loaded.scenarios
    assert grading.see(first).verdict.passed
    zygote = warm_parent()
    (cell,) = children(zygote)

    os.kill(cell, signal.SIGKILL)
    assert until(lambda: children(zygote) == [])
    seen = grading.see(second)

    assert seen.verdict.passed


def test_a_warm_parent_that_ended_is_told_in_a_sentence(solved, grading):
    zygote = warm_parent()
    os.kill(zygote, signal.SIGKILL)
    assert until(lambda: children(zygote) == [])
    first, *_ = solved.loaded.scenarios

    with pytest.raises(WorkbookError, match="has the machine run out of memory"):
        grading.see(first)


def test_the_machine_ends_cells_before_the_grader_when_memory_is_short(solved, grading):
    first, *_ = solved.loaded.scenarios
    grading.see(first)
    zygote = warm_parent()
    (cell,) = children(zygote)

    scores = [Path(f"/proc/{n}/oom_score_adj").read_text() for n in (zygote, cell)]

    assert int(scores[0]) < int(scores[1]) == 1000


# ── what a cell shows ──────────────────────────────────────────────────────────────────────────


def test_the_warm_parent_needs_no_solutions(solved):
    shutil.rmtree(solved.solutions.parent)

    try:
        with open_cells(solved.chapter):
            assert solved.loaded.scenarios
    except UsageError as refused:
        pytest.skip(str(refused))


def look(solved, room, text):
    """Run an answer of `centre` in a room and return what it returned."""
    solved.write("vectors", f"def centre(x):\n    {text}\n")
    sources = read_submission(solved.answers, solved.chapter)
    runner = room.runner(Job(solved.chapter, sources, solved.loaded.contracts))
    runner.start("centre", Run("values[tall]", 0), 5.0)
    try:
        return runner.finish().value
    finally:
        runner.close()


def test_cells_share_nothing_that_can_be_written_to(solved, cells):
    """Not even where there is no Landlock, and the tool runs as the owner of the root."""
    rooms = [cells.room(), cells.room()]
    mounts = look(solved, rooms[0], "return [l.split()[4:6] for l in open('/proc/self/mountinfo')]")
    for room in rooms:
        room.close()

    writable = {place for place, options in mounts if not options.startswith("ro")}

    devices = {f"/dev/{name}" for name in jail.DEVICES}
    assert {"/scratch"} <= writable <= {"/scratch", "/proc", *devices}


def test_a_course_below_what_workers_see_is_covered(monkeypatch, tmp_path):
    course, prefix = tmp_path / "app", tmp_path / "app" / ".venv"
    prefix.mkdir(parents=True)
    monkeypatch.setattr(jail, "_wanted", lambda: iter([tmp_path, prefix, tmp_path / "lib"]))

    assert jail._needed(course) == [(tmp_path, True), (course, False), (prefix, True)]


def test_a_home_below_what_workers_see_is_covered(monkeypatch, tmp_path):
    (home := tmp_path / "home").mkdir()
    monkeypatch.setattr(jail, "_home", lambda: home)
    monkeypatch.setattr(jail, "_wanted", lambda: iter([tmp_path]))

    assert jail._needed(Path("/elsewhere")) == [(tmp_path, True), (home, False)]


@pytest.mark.parametrize("prefix", ["course", "home"])
def test_python_in_the_course_or_the_home_itself_is_refused(prefix, monkeypatch, tmp_path):
    for name in ("course", "home"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(jail, "_home", lambda: tmp_path / "home")
    monkeypatch.setattr(jail, "_wanted", lambda: iter([tmp_path / prefix]))

    with pytest.raises(UsageError, match="make a virtual environment in a directory of its own"):
        jail._needed(tmp_path / "course")


# ── what the trusted side believes ─────────────────────────────────────────────────────────────


def frame(tree, blob=b""):
    """Return a frame as nobody's `pack` makes it."""
    text = json.dumps(tree).encode()
    return struct.pack("<Q", len(text)) + text + blob


def test_an_exception_has_a_class():
    with pytest.raises(WireError, match="an exception of no class"):
        unpack(frame({"r": []}))

    assert unpack(frame({"r": ["KeyError"]})) == Raised(("KeyError",))


def test_a_tensor_stands_once_in_a_tree():
    import torch

    packed = pack([Leaf(torch.ones(3)), Leaf(torch.ones(3))])

    assert len(unpack(packed)) == 2
    with pytest.raises(WireError):
        unpack(packed.replace(b'"t":"1"', b'"t":"0"'))


def test_a_header_of_tensors_is_bounded():
    with pytest.raises(WireError, match="more tensors than a frame may hold"):
        unpack(frame([], struct.pack("<Q", MAX_HEADER + 1)))


def test_texts_of_an_outcome_are_cut_and_can_be_written():
    told = "\ud800" * 10**6
    outcome = Outcome("error", message=told, error=told, printed=told)

    read = outcome_from_tree(outcome_to_tree(outcome) | {"changed": []})

    assert len(read.message) <= 500
    assert len(read.error) <= 500
    assert len(read.printed) <= 2000
    read.printed.encode()


def test_work_for_learner_code_ends_at_the_deadline():
    def work():
        while True:
            pass

    began = time.monotonic()

    with pytest.raises(OutOfTime), bounded_time(began + 0.2):
        work()

    assert time.monotonic() - began < 5


def test_someone_else_s_alarm_goes_on():
    rung = []
    before = signal.signal(signal.SIGALRM, lambda *_: rung.append(1))
    timer = signal.setitimer(signal.ITIMER_REAL, 0.2)
    try:
        with bounded_time(time.monotonic() + 5):
            pass
        assert until(lambda: rung)
    finally:
        signal.signal(signal.SIGALRM, before)
        signal.setitimer(signal.ITIMER_REAL, *timer)


# ── that the attacks are attacks ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["own_memory", "environment", "homes", "own_objects"])
def test_a_thief_gets_something_at_a_lower_level(name, solved, monkeypatch):
    """Otherwise nothing would be shown by getting nothing in a cell."""
    monkeypatch.setenv("WORKBOOK_SECRET", "seed")
    solved.edit(
        "solutions/ch01_mini/mending.py", "import torch\n", "import torch\n# CANARY_a_" + "0" * 16
    )

    report = solved.grade(submission=HERE / "stealing" / f"{name}.py", isolation="process")

    messages = [s.message for e in report.exercises for s in e.scenarios if s.message]
    assert any("got [" in message for message in messages)


def test_a_short_seed_can_be_guessed(solved):
    """That is why a class's seed is long: from it, held-out labels can be drawn."""
    seen = [
        solved.grade(
            "line",
            submission=HERE / "stealing" / "seed_by_trial.py",
            seed=seed,
            secret=True,
            isolation="process",
        ).earned
        for seed in (1234, 2**200 + 1234)
    ]

    assert seen == [5, 0]


# ── what is read before it runs ────────────────────────────────────────────────────────────────


def read(course, **modules):
    """What is found in a submission of several files, for `centre`."""
    sources = Sources({n: Source(text, f"/there/{n}.py") for n, text in modules.items()})
    return findings(course.chapter, find_exercise(course.chapter, "centre"), sources)


def test_a_way_around_in_a_file_that_is_imported_is_found(course):
    found = read(
        course,
        vectors="from .helpers import go\ndef centre(x):\n    return go(x)",
        helpers="from . import more",
        more="import torch\ndef go(x):\n    return torch._C",
    )

    assert [str(f) for f in found] == ["`torch._C` at more.py:3"]


def test_a_file_that_nobody_imports_is_nobody_s_fault(course):
    assert read(course, vectors="def centre(x):\n    return x", notes="import torch._C") == []


def test_a_computed_attribute_of_a_module_is_flagged(course):
    (found,) = read(course, vectors="import sys\ndef centre(x):\n    getattr(sys, 'mod' + 'ules')")

    assert (found.name, found.certain) == ("a computed attribute", False)
    assert read(course, vectors="def centre(x):\n    getattr(x, x.name)") == []


def test_a_file_too_long_to_be_read_is_certain(course):
    (found,) = read(course, vectors="a\n" * 2**19)

    assert (found.name, found.certain) == ("a file too long to be read", True)


def test_a_strange_escape_hides_nothing_where_warnings_are_errors(course):
    assert read(course, vectors="import torch._C\nx = '\\d'") != []


NOTEBOOKS = {
    "deep": '{"cells":' + "[" * 10**6,
    "not JSON": "\x00" * 1000,
    "a number": "3",
    "no cells": '{"cells": 3}',
    "cells of texts": '{"cells": ["x"]}',
    "sources of numbers": '{"cells": [{"cell_type": "code", "source": [1]}]}',
    "a number without end": '{"cells": ' + "9" * 10**6 + "}",
    "too large": '{"cells": [], "x": "' + "x" * 5 * 10**6 + '"}',
}


@pytest.mark.parametrize("text", NOTEBOOKS.values(), ids=NOTEBOOKS)
def test_a_notebook_that_is_a_bomb_is_refused_in_a_sentence(text, course, tmp_path):
    path = tmp_path / "answer.ipynb"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(UsageError):
        read_submission(path, course.chapter)
