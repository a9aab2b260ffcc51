"""Hostile submissions earn nothing that they do not deserve, and leave nothing behind.

Each file below says in its first line what it tries. What a file could get hold of it returns as a
text that begins with "got", so a report shows whether it got anything.
"""

from __future__ import annotations

import ast
import io
import os
import secrets
import shutil
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from rich.console import Console

from workbook.catalog import find_chapter
from workbook.classroom.examiner import Examiner
from workbook.course import Course
from workbook.errors import UsageError
from workbook.exercise import Chapter
from workbook.grading import Grading, Options
from workbook.isolation.cells import open_cells
from workbook.loading import read_submission
from workbook.report.console import print_report
from workbook.report.json import to_json
from workbook.report.junit import to_junit

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="namespaces are Linux's")

HERE = Path(__file__).parent
ATTACKS = sorted(HERE.glob("*/*.py"))
RIGHT = 40  # points for `centre` and `norm_rows`
MARKER = "workbook_attack"
KEY = 0x1234  # of System V's shared things
MEGABYTE = 2**20
PATIENCE = 15.0  # seconds; a test of `descend` may hang three times, for three times its limit


@dataclass(frozen=True)
class Classroom:
    """A course with canaries in all that is secret, and what grades its submissions."""

    chapter: Chapter
    examiner: Examiner
    right: Path
    neighbour: Grading

    def grade(self, path: Path):
        """Grade one submission."""
        return self.examiner.grade(path)


def canary(kind: str) -> str:
    """Return a text that stands nowhere else."""
    return f"CANARY_{kind}_{secrets.token_hex(8)}"


@pytest.fixture(scope="module")
def chapter(template, tmp_path_factory) -> Chapter:
    """The mini course, with short limits and a canary in each answer."""
    root = tmp_path_factory.mktemp("attacked") / "course"
    shutil.copytree(template, root, ignore=shutil.ignore_patterns("__pycache__"))
    made = find_chapter(root, "1")
    for path in made.solutions.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        begin = "### BEGIN SOLUTION\n"
        edited = text.replace(begin, f"{begin}    # {canary('solution')}\n")
        path.write_text(f"{edited}\nSECRET = '{canary('solution')}'\n", encoding="utf-8")
    for file, old in (("training", "timeout=1.0"), ("checking", "check=judge")):
        path = made.graders / f"test_{file}.py"
        text = path.read_text(encoding="utf-8")
        new = "timeout=0.4" if old.startswith("timeout") else f"timeout=0.4, {old}"
        path.write_text(text.replace(old, new), encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def classroom(chapter, tmp_path_factory):
    """An examiner, and a neighbour whose worker is alive all the time."""
    try:
        with open_cells(chapter):
            pass
    except UsageError as refused:
        pytest.skip(str(refused))
    desk = tmp_path_factory.mktemp("submitted")
    right = shutil.copy(chapter.solutions / "vectors.py", desk / "right.py")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBOOK_SECRET", canary("environment"))
        options = Options(seed=secrets.randbits(256), secret=True, isolation="namespaces")
        with Examiner(chapter, options) as examiner:
            neighbour = Grading(
                Course(chapter),
                read_submission(right, chapter),
                right,
                options,
                expected=examiner._expected,
                housing=examiner._housing,
            )
            with neighbour:
                first, *_ = neighbour.course.scenarios
                assert neighbour.see(first).verdict.passed
                yield Classroom(chapter, examiner, right, neighbour)


@pytest.fixture
def unharmed(classroom, monkeypatch, tmp_path):
    """Look at the machine before and after."""
    monkeypatch.chdir(tmp_path)
    classroom.grade(classroom.right)
    before = (descriptors(), memory("VmRSS"), shared())
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # begin a new peak
    began, cpu = time.monotonic(), time.process_time()

    yield

    assert time.monotonic() - began < PATIENCE
    assert time.process_time() - cpu < PATIENCE / 2
    assert memory("VmHWM") < before[1] + 600 * MEGABYTE
    assert memory("VmRSS") < before[1] + 64 * MEGABYTE
    assert descriptors() == before[0]
    assert shared() == before[2]
    assert markers(classroom.chapter.root, tmp_path) == []
    assert cells() == 1, "only the neighbour's lives"


def case(path: Path):
    """Return the case of one attack."""
    return pytest.param(path, id=f"{path.parent.name}/{path.stem}")


@pytest.mark.parametrize("path", [*map(case, ATTACKS)])
def test_an_attack_earns_nothing_and_harms_nobody(path, classroom, unharmed):
    report = classroom.grade(path)
    after = classroom.grade(classroom.right)

    scenarios = [s for e in report.exercises for s in e.scenarios]
    run = [s for s in scenarios if s.status != "not_attempted"]
    told = [s.message for s in run]
    assert report.earned == 0, told
    assert run, "it was not even run"
    assert not [m for m in told if "the text 'got" in m and "'got nothing'" not in m], told
    assert after.earned == RIGHT
    assert all(len(s.message) <= 500 and len(s.printed) <= 2000 for s in scenarios)
    for shown in (to_json(report), to_junit(report), on_console(report)):
        assert "\x1b" not in shown
        shown.encode()


def test_a_neighbour_of_all_these_is_untouched(classroom):
    centre, *_ = classroom.chapter.exercises

    assert {one.verdict.status for one in classroom.neighbour.seen(centre).values()} == {"passed"}


def test_each_attack_says_in_its_first_line_what_it_tries():
    firsts = [(ast.get_docstring(ast.parse(p.read_text())) or "").split("\n")[0] for p in ATTACKS]

    assert len(set(firsts)) == len(ATTACKS) >= 40
    assert all(first.endswith(".") for first in firsts)


def on_console(report) -> str:
    """Return what a terminal would show, without colours of our own."""
    out = io.StringIO()
    print_report(report, Console(file=out, color_system=None, width=100))
    return out.getvalue()


def descriptors() -> list[str]:
    """Where this process's open files lead."""
    paths = [path for path in Path("/proc/self/fd").iterdir() if path.is_symlink()]
    found = [f"{path.name} {path.readlink()}" for path in paths]
    return sorted(one for one in found if "/fd" not in one)  # but not of this list itself


def memory(what: str) -> int:
    """Return one line of this process's status, in bytes."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{what}:")) * 1024


def shared() -> list[str]:
    """What the machine shares by System V's means under the attacks' key."""
    texts = [Path("/proc/sysvipc", kind).read_text() for kind in ("shm", "sem", "msg")]
    return [line for text in texts for line in text.splitlines() if line.split()[0] == str(KEY)]


def markers(*places: Path) -> list[Path]:
    """Return the files that attacks left where they could."""
    shared = ("/", "/tmp", "/var/tmp", "/dev/shm", "/dev", "/run", "/usr")  # noqa: S108 - to look
    others = map(Path, (*shared, sys.prefix, Path.home()))
    near = [path for place in others for path in place.glob(f"{MARKER}*")]
    return near + [path for place in places for path in place.rglob(f"{MARKER}*")]


def cells() -> int:
    """Count the first processes of cells that live; give those that end a moment."""
    until = time.monotonic() + 2.0
    while len(found := _cells()) > 1 and time.monotonic() < until:
        time.sleep(0.01)
    return len(found)


def _cells() -> list[int]:
    keepers = [n for n in _children(os.getpid()) if b"isolation.zygote" in _command(n)]
    warm = [n for keeper in keepers for n in _children(keeper)]
    return [cell for one in warm for cell in _children(one)]


def _children(parent: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, ppid, *_ = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(ppid) == parent and state != "Z":
            found.append(int(path.parent.name))
    return found


def _command(number: int) -> bytes:
    try:
        return Path(f"/proc/{number}/cmdline").read_bytes()
    except OSError:
        return b""
