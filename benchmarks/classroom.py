"""What grading a class costs, beside nbgrader and pytest, as ratios measured in one run.

The mini course of the tool's own tests is one assignment of notebooks. Run it with ``make bench``.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import importlib.metadata
import importlib.util
import json
import os
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from workbook.authoring.kit import make_kit
from workbook.authoring.stubs import write_stubs
from workbook.catalog import find_chapter
from workbook.classroom.bundle import Bundle
from workbook.classroom.examiner import Examiner
from workbook.classroom.service import answer
from workbook.course import Course
from workbook.errors import UsageError
from workbook.exercise import Chapter, Exercise
from workbook.given import Given
from workbook.grading import Options
from workbook.isolation.runner import InProcess
from workbook.isolation.worker import Job
from workbook.loading import Sources
from workbook.running import Run

ROOT = Path(__file__).resolve().parent.parent
COURSE = ROOT / "tests" / "course"
MS = 1000.0
OTHERS = 3  # submissions that nbgrader and pytest grade
FEW = 20  # of a class that is graded to know what starting costs
GROUP = 10  # submissions together: the kernel counts the CPU time of processes in hundredths
EARLY = 100  # submissions after which the memory is compared with the end
SUBREAPER = 36  # of prctl: orphans below become children, so their CPU time is counted
PLAIN = 'c = get_config()\nc.CourseDirectory.course_id = "bench"\n'


@dataclass(frozen=True)
class Cost:
    """Seconds that passed, and seconds of CPU time of everything that was started."""

    wall: float
    cpu: float

    def beyond(self, other: Cost, count: int) -> Cost:
        """Return what each of ``count`` submissions more has cost."""
        return Cost((self.wall - other.wall) / count, (self.cpu - other.cpu) / count)


@dataclass(frozen=True)
class Assignment:
    """The mini chapter as an assignment, and a class that hands it in solved."""

    folder: Path
    chapter: Chapter

    def notebook(self, number: int) -> str:
        """Return a solved notebook; the number makes it another than the others."""
        import nbformat

        from workbook.notebook.building import source_notebook

        nb = source_notebook(Course(self.chapter))
        for cell in nb.cells:
            if cell.metadata.get("nbgrader", {}).get("solution"):
                lines = [line for line in cell.source.splitlines() if "### " not in line]
                cell.source = "\n".join([*lines, f"# submission {number}"])
        return nbformat.writes(nb)

    def hand_in(self, submitted: Path, count: int) -> Path:
        """Write the notebooks of a class, as nbgrader's tree has them."""
        text = self.notebook(0)
        for number in range(count):
            path = submitted / f"s{number:04}" / self.chapter.id / f"{self.chapter.name}.ipynb"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.replace("# submission 0", f"# submission {number}"), "utf-8")
        return submitted

    def bundles(self, count: int) -> list[Bundle]:
        """Return the same notebooks as they are sent to a job."""
        text = self.notebook(0)
        name = f"{self.chapter.name}.ipynb"
        texts = [text.replace("# submission 0", f"# submission {n}") for n in range(count)]
        return [Bundle(((name, text.encode()),)) for text in texts]

    def start(self, submitted: Path, jobs: int) -> tuple[list[str], dict[str, str], Path]:
        """Return the command that grades a class anew, its environment and its journal."""
        place = Path(tempfile.mkdtemp(dir=self.folder))
        journal = place / "journal.sqlite"
        command = [
            sys.executable, "-m", "workbook", "class", "grade", str(submitted),
            "--assignment", self.chapter.id, "--jobs", str(jobs),
            "--journal", str(journal), "--out", str(place / "results"),
        ]  # fmt: skip
        return command, environment(self.chapter.root), journal

    def grade(self, submitted: Path, jobs: int) -> Cost:
        """Grade a class; everybody has to earn all points."""
        command, env, journal = self.start(submitted, jobs)
        cost = measured(command, self.folder, env)
        lines = (journal.parent / "results" / "results.jsonl").read_text("utf-8").splitlines()
        for line in map(json.loads, lines):
            points = line["report"]["points"]
            if points["earned"] != points["possible"]:
                sys.exit(f"the class was not graded right: {points}")
        return cost


def main() -> None:
    """Measure throughput, overhead, memory and the gain of a second job."""
    options = arguments()
    if trouble := missing():
        print(trouble)
        return
    torch.set_num_threads(1)
    ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)
    with tempfile.TemporaryDirectory(prefix="workbook-bench-") as directory:
        folder = Path(directory)
        assignment = prepare(folder)
        try:
            throughput(assignment, options.submissions, options.turns)
        except UsageError as refused:
            print(f"this machine cannot: {refused}")
            return
        overhead(assignment, options.submissions)
        memory(assignment, options.class_size)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--submissions", type=int, default=200, help="graded for the ratios")
    parser.add_argument("--turns", type=int, default=3, help="how often; medians are compared")
    parser.add_argument("--class-size", type=int, default=2000, help="graded to look at memory")
    return parser.parse_args()


def missing() -> str:
    """Say what this benchmark cannot do without, if it is not there."""
    if sys.platform != "linux":
        return "classes are graded in namespaces, which are Linux's: nothing is measured here"
    needed = {"nbformat": "notebook", "jinja2": "class", "pyseccomp": "class", "rapidfuzz": "class"}
    gone = [name for name in needed if importlib.util.find_spec(name) is None]
    if gone:
        return f"missing: {', '.join(gone)}; pip install -e '.[notebook,class]' brings them"
    return ""


def prepare(folder: Path) -> Assignment:
    """Copy the mini course and write its stubs."""
    root = folder / "course"
    shutil.copytree(COURSE, root, ignore=shutil.ignore_patterns("__pycache__"))
    chapter = find_chapter(root, "1")
    write_stubs(chapter)
    return Assignment(folder, chapter)


def throughput(assignment: Assignment, count: int, turns: int) -> None:
    """Whole runs and what one submission more costs, beside nbgrader and pytest."""
    many = assignment.hand_in(assignment.folder / "many", count)
    few = assignment.hand_in(assignment.folder / "few", min(FEW, count // 2))
    more = count - min(FEW, count // 2)
    runs: dict[str, Callable[[], Cost]] = {
        "one, many": lambda: assignment.grade(many, 1),
        "two, many": lambda: assignment.grade(many, 2),
        "one, few": lambda: assignment.grade(few, 1),
        "two, few": lambda: assignment.grade(few, 2),
    }
    if importlib.util.find_spec("nbgrader") is None:
        print("nbgrader is not installed (pip install -e '.[notebook]'): no comparison with it")
    else:
        course = nbgrader_course(assignment)
        runs["nbgrader, one"] = lambda: autograde(assignment, course, 1)
        runs["nbgrader"] = lambda: autograde(assignment, course, OTHERS)
    runs["pytest"] = lambda: with_pytest(assignment)
    costs = in_turns(runs, turns)

    one = costs["one, many"].beyond(costs["one, few"], more)
    two = costs["two, many"].beyond(costs["two, few"], more)
    print(f"\n{count} notebooks of {len(assignment.chapter.exercises)} exercises, in milliseconds")
    print(f"  {'':40}{'wall':>10}{'CPU':>10}")
    tell("class grade, 1 job: the whole run / n", costs["one, many"], count)
    tell("class grade, 2 jobs: the whole run / n", costs["two, many"], count)
    tell("class grade, 1 job: one submission more", one)
    tell("class grade, 2 jobs: one submission more", two)
    tell("one pytest process", costs["pytest"], OTHERS)
    rivals = {"one pytest process": costs["pytest"].wall / OTHERS}
    if "nbgrader" in costs:
        more_of_it = costs["nbgrader"].beyond(costs["nbgrader, one"], OTHERS - 1)
        tell(f"nbgrader autograde, {OTHERS}: the whole run / n", costs["nbgrader"], OTHERS)
        tell("nbgrader autograde: one submission more", more_of_it)
        rivals["nbgrader (its start left out)"] = more_of_it.wall
    print("\nthroughput of class grade, as a multiple")
    for label, seconds in rivals.items():
        aim = "   (aim: 150 times nbgrader's)" if "nbgrader" in label else ""
        print(f"  of {label:32}{'1 job':>8}{'2 jobs':>9}{aim}")
        print(f"    {'one submission more':33}{seconds / one.wall:8.0f}{seconds / two.wall:9.0f}")
        first, second = (costs[f"{jobs}, many"].wall / count for jobs in ("one", "two"))
        print(f"    {'the whole run':33}{seconds / first:8.0f}{seconds / second:9.0f}")
    print("\nspeed-up from 1 to 2 jobs   (aim: 1.8)")
    print(f"  one submission more {one.wall / two.wall:5.2f}")
    print(f"  the whole run       {costs['one, many'].wall / costs['two, many'].wall:5.2f}")


def nbgrader_course(assignment: Assignment) -> Path:
    """Make a course with nbgrader's standard configuration, and a learner's kit for its kernels."""
    from workbook.notebook.releasing import write_course

    course = assignment.folder / "nbgrader"
    course.mkdir()
    (course / "nbgrader_config.py").write_text(PLAIN, encoding="utf-8")
    write_course([assignment.chapter], course)
    make_kit([assignment.chapter], assignment.folder / "kit")
    env = environment(assignment.folder / "kit")
    nbgrader = [sys.executable, "-m", "nbgrader"]
    measured([*nbgrader, "generate_assignment", assignment.chapter.id], course, env)
    assignment.hand_in(course / "submitted", OTHERS)
    return course


def autograde(assignment: Assignment, course: Path, count: int) -> Cost:
    """Grade the first few submissions with nbgrader alone; they have to earn all points."""
    name = "s000[" + "".join(map(str, range(count))) + "]"
    command = [sys.executable, "-m", "nbgrader", "autograde", assignment.chapter.id]
    shutil.rmtree(course / "autograded", ignore_errors=True)
    env = environment(assignment.folder / "kit")
    cost = measured([*command, "--create", "--force", f"--student={name}"], course, env)
    database = sqlite3.connect(course / "gradebook.db")
    with contextlib.closing(database):
        (earned,) = database.execute("SELECT SUM(auto_score) FROM grade").fetchone()
    full = sum(exercise.points for exercise in assignment.chapter.exercises)
    if not earned or earned % full:
        sys.exit(f"nbgrader did not give full marks: {earned}")
    return cost


def with_pytest(assignment: Assignment) -> Cost:
    """Grade with one pytest process for each submission, of modules: pytest knows no notebooks."""
    known = importlib.metadata.entry_points(group="pytest11", name="workbook")
    plugin = [] if known else ["-p", "workbook.pytest_plugin"]
    env = environment(assignment.chapter.root)
    spent = []
    for number in range(OTHERS):
        path = assignment.folder / f"modules{number}"
        shutil.copytree(assignment.chapter.solutions, path, dirs_exist_ok=True)
        command = [
            sys.executable, "-m", "pytest", "-q", *plugin, str(assignment.chapter.graders),
            "--submission", str(path),
        ]  # fmt: skip
        spent.append(measured(command, assignment.chapter.root, env))
    return Cost(sum(cost.wall for cost in spent), sum(cost.cpu for cost in spent))


def overhead(assignment: Assignment, count: int) -> None:
    """What a job spends on a submission beyond running its scenarios in a warm process."""
    chapter = assignment.chapter
    bundles = assignment.bundles(count)
    with Examiner(chapter, Options(seed=1, secret=True, isolation="namespaces")) as examiner:
        examiner.prepare()
        sources = [bundle.sources(examiner.course) for bundle in bundles]
        place = Path("/submission")

        def only(*exercises: Exercise) -> Callable[[Sources], Any]:
            return lambda source: examiner.grade_sources(source, place, exercises)

        def job(bundle: Bundle) -> None:
            if answer(examiner, bundle)["report"]["points"]["earned"] != full:
                sys.exit("a submission was not graded right")

        full = sum(exercise.points for exercise in chapter.exercises)
        job(bundles[0])
        whole = Spent.on(bundles, job)
        some = sources[: count // 4]
        together = Spent.on(some, only(*chapter.exercises)).mean
        singles = [Spent.on(some, only(exercise)).mean for exercise in chapter.exercises]
    pure = compute(Course(chapter), sources)
    number = len(chapter.exercises)
    # Every exercise graded alone pays once more for its submission.
    fixed = (sum(singles) - together) / (number - 1)
    each = (together - fixed - statistics.fmean(pure.cpu)) / number
    once = whole.mean - statistics.fmean(pure.cpu) - number * each
    print("\none submission in a job, in milliseconds")
    print(f"  {'':40}{'median':>10}{'99 %':>10}")
    print(f"  {'wall':40}{spread(whole.wall)}")
    print(f"  {f'CPU (means of {GROUP})':40}{spread(whole.cpu)}")
    print(f"  {'its scenarios alone, warm: wall':40}{spread(pure.wall)}")
    print(f"  {'its scenarios alone, warm: CPU':40}{spread(pure.cpu)}")
    median = statistics.median(whole.cpu) - statistics.median(pure.cpu)
    print("\nCPU beyond the scenarios' own compute, in milliseconds")
    print(f"  {'altogether':40}{MS * median:10.1f}")
    print(f"  {'altogether / exercises':40}{MS * median / number:10.1f}")
    print(f"  {'for a submission, whatever is in it':40}{MS * once:10.1f}   (aim: 12)")
    print(f"  {'for each of its exercises':40}{MS * each:10.1f}   (aim: 4)")
    print(f"  {'a fork of a process with torch, bare':40}{MS * bare_fork():10.1f}")


@dataclass(frozen=True)
class Spent:
    """Seconds by submission: of wall time each, of CPU time in means of groups."""

    wall: list[float]
    cpu: list[float]

    @property
    def mean(self) -> float:
        """The mean CPU time."""
        return statistics.fmean(self.cpu)

    @classmethod
    def on(cls, things: Sequence[Any], grade: Callable[[Any], Any]) -> Spent:
        """Measure this process and all below it."""
        wall, cpu = [], []
        for start in range(0, len(things), GROUP):
            group = things[start : start + GROUP]
            before = processor_time()
            for thing in group:
                began = time.perf_counter()
                grade(thing)
                wall.append(time.perf_counter() - began)
            cpu.append((processor_time() - before) / len(group))
        return cls(wall, cpu)


def bare_fork() -> float:
    """Return the CPU time of a fork that does nothing: what this machine asks of any exercise."""
    before = processor_time()
    for _ in range(GROUP):
        child = os.fork()
        if child == 0:
            os._exit(0)
        os.waitpid(child, 0)
    return (processor_time() - before) / GROUP


def compute(course: Course, submissions: Sequence[Sources]) -> Spent:
    """Run the scenarios bare, in this process, on code that is loaded already."""
    given = Given(course.chapter, seed=0)
    runs = [(s.exercise, Run(s.id, 0, shown=given.shown(s))) for s in course.scenarios]
    wall, cpu = [], []
    for sources in submissions:
        runner = InProcess(Job(course.chapter, sources, course.contracts, trusted=True))
        for again in (False, True):
            began, before = time.perf_counter(), time.process_time()
            for exercise, what in runs:
                runner.start(exercise, what, 60.0)
                runner.finish()
            if again:
                wall.append(time.perf_counter() - began)
                cpu.append(time.process_time() - before)
    return Spent(wall, cpu)


def memory(assignment: Assignment, count: int) -> None:
    """Watch the main process over a large class."""
    submitted = assignment.hand_in(assignment.folder / "large", count)
    command, env, journal = assignment.start(submitted, 2)
    began = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - ours
        command,
        cwd=assignment.folder,
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    seen: list[tuple[int, float]] = []
    while process.poll() is None:
        with contextlib.suppress(OSError, IndexError, sqlite3.Error):
            seen.append((graded(journal), resident(process.pid)))
        time.sleep(0.1)
    orphans()
    if process.returncode:
        sys.exit("the large class could not be graded")
    seen = [(number, size) for number, size in seen if size]  # none once it has ended
    early = next(size for number, size in seen if number >= min(EARLY, count))
    during = [size for number, size in seen if number < count]
    print(f"\nresident memory of the main process, 2 jobs, {time.perf_counter() - began:.0f} s")
    print(f"  after {EARLY:5} submissions {early:8.1f} MB")
    print(f"  after {count:5} submissions {during[-1]:8.1f} MB")
    print(f"  ratio                   {during[-1] / early:8.3f}      (aim: at most 1.1)")
    print(f"  with the pages written  {seen[-1][1] / early:8.3f}")


def graded(journal: Path) -> int:
    """Count the verdicts in a journal that is being written."""
    with contextlib.closing(sqlite3.connect(f"file:{journal}?mode=ro", uri=True)) as database:
        return database.execute("SELECT COUNT(*) FROM verdicts").fetchone()[0]


def resident(pid: int) -> float:
    """Return the resident memory of a process in megabytes."""
    pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def environment(course: Path) -> dict[str, str]:
    """Return the environment in which a command finds a course and this tool."""
    return os.environ | {
        "JUPYTER_PLATFORM_DIRS": "1",
        "MKL_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",  # nbgrader calls alembic
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": str(ROOT),
        "WORKBOOK_ROOT": str(course),
    }


def measured(command: Sequence[str], where: Path, env: dict[str, str]) -> Cost:
    """Run a command to its end and return what it and all its processes cost."""
    before, began = spent_on_children(), time.perf_counter()
    done = subprocess.run(  # noqa: S603 - ours
        command, cwd=where, env=env, capture_output=True, text=True, check=False
    )
    wall = time.perf_counter() - began
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{(done.stdout + done.stderr)[-3000:]}")
    orphans()
    return Cost(wall, spent_on_children() - before)


def orphans() -> None:
    """Wait for what a command has left behind, which ends by itself."""
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)


def spent_on_children() -> float:
    """Return the CPU time of all children so far that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def processor_time() -> float:
    """Return the CPU time of this process and of all that were below it."""
    below = sum(ticks(pid) for pid in descendants(os.getpid()))
    return time.process_time() + spent_on_children() + below / os.sysconf("SC_CLK_TCK")


def ticks(pid: int) -> int:
    """Return what a process and its ended children have spent."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    except OSError:  # it has just ended
        return 0
    return sum(map(int, fields[11:15]))


def descendants(pid: int) -> Iterator[int]:
    """Yield all processes below one."""
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in map(int, task.read_text("ascii").split()):
                yield child
                yield from descendants(child)


def in_turns(things: dict[str, Callable[[], Cost]], turns: int) -> dict[str, Cost]:
    """Measure things in turns, so that a busy machine slows all; return medians."""
    costs: dict[str, list[Cost]] = {label: [] for label in things}
    for _ in range(turns):
        for label, thing in things.items():
            costs[label].append(thing())
    return {
        label: Cost(
            statistics.median(cost.wall for cost in each),
            statistics.median(cost.cpu for cost in each),
        )
        for label, each in costs.items()
    }


def tell(label: str, cost: Cost, count: int = 1) -> None:
    """Print a line of the table."""
    print(f"  {label:40}{MS * cost.wall / count:10.1f}{MS * cost.cpu / count:10.1f}")


def spread(seconds: Sequence[float]) -> str:
    """Return the median and the 99th percentile in milliseconds."""
    rank = min(len(seconds) - 1, round(0.99 * len(seconds)))
    return f"{MS * statistics.median(seconds):10.1f}{MS * sorted(seconds)[rank]:10.1f}"


if __name__ == "__main__":
    main()
