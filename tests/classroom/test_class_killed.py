"""A run that is ended at any moment loses nothing: the same command goes on, to the same marks."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

import workbook

linux = pytest.mark.skipif(sys.platform != "linux", reason="what is left is looked up in /proc")
STUDENTS = 50
KILLS = 10
ENDLESS = "    while True: pass\n"


@pytest.fixture
def start(course, handed):
    """Start the command line as a process of its own."""
    started = []

    def start(*options):
        command = [
            sys.executable, "-m", "workbook", "class", "grade", handed.root,
            "--assignment", "1", "--isolation", "process", "--jobs", "2", *options,
        ]  # fmt: skip
        environment = {
            **os.environ,
            "WORKBOOK_ROOT": str(course.root),
            "PYTHONPATH": str(Path(workbook.__file__).parent.parent),
        }
        process = subprocess.Popen(
            [str(word) for word in command],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def gradings(root: Path) -> list[int]:
    """Read from the journal how often each verdict was made."""
    database = sqlite3.connect(root / ".workbook" / "class" / "ch01.sqlite")
    try:
        return [n for (n,) in database.execute("SELECT gradings FROM verdicts")]
    finally:
        database.close()


def verdicts(root: Path) -> int:
    """Count what is in the journal."""
    try:
        return len(gradings(root))
    except sqlite3.OperationalError:  # not there yet
        return 0


def wait_until(true, process=None):
    """Look again and again; the test's own time limit is the only clock."""
    while not true():
        if process is not None and process.poll() is not None:
            return
        time.sleep(0.002)


def left_behind(root: Path) -> list[str]:
    """Return the processes that have the submissions' folder in their command line."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes()
        except OSError:
            continue
        if str(root).encode() in words and path.parent.name != str(os.getpid()):
            found.append(path.parent.name)
    return found


@linux
def test_a_run_killed_again_and_again_ends_with_the_same_marks(handed, course, start, grade):
    for number in range(STUDENTS):
        old, new = ("x.mean(1, keepdim=True)", "x.mean()") if number % 2 else ("", "")
        handed.single(f"s{number:03}.py", old, new)
    handed.write("s999.py", b"")
    chance = random.Random(0)  # noqa: S311 - no secret
    endings = []

    for kill in range(KILLS):
        process = start("--seed", 5)
        if kill % 4 == 0:  # at any moment, also before there is a journal
            moment = time.monotonic() + chance.uniform(0, 1.5)
            wait_until(lambda until=moment: time.monotonic() > until, process)
        else:  # while submissions are graded
            enough = verdicts(course.root) + chance.randrange(4)
            wait_until(lambda until=enough: verdicts(course.root) > until, process)
        process.kill()
        endings.append(process.wait())
        wait_until(lambda: not left_behind(handed.root))
    resumed = grade("--seed", 5)
    undisturbed = grade("--seed", 5, "--journal", course.root / "other.sqlite")

    assert resumed.code == 0, resumed.err
    assert endings == [-signal.SIGKILL] * KILLS
    assert resumed.gradings == [1] * STUDENTS
    assert "50 graded, 1 unreadable" in resumed.out
    assert resumed.lines == undisturbed.lines


@linux
def test_no_learner_code_outlives_a_killed_run(handed, course, start):
    handed.single("a.py", "    means = x.mean(1, keepdim=True)\n", ENDLESS)
    handed.single("b.py")
    process = start()
    wait_until(lambda: verdicts(course.root) == 1, process)

    process.kill()
    process.wait()

    wait_until(lambda: not left_behind(handed.root))
    assert verdicts(course.root) == 1


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_a_request_to_terminate_stop_cleanly(handed, course, start, how):
    handed.single("a.py", "    means = x.mean(1, keepdim=True)\n", ENDLESS)
    handed.single("b.py")
    process = start()
    wait_until(lambda: verdicts(course.root) == 1, process)

    process.send_signal(how)
    _, err = process.communicate()

    assert process.returncode == 130
    assert err.endswith(
        "workbook: stopped; what is graded is kept, and the same command goes on from there\n"
    )
    assert "Traceback" not in err
    assert gradings(course.root) == [1]
