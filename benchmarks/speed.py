"""How fast the tool is, as ratios measured side by side in one run.

Processes are timed in turns (A, B, A, B …), so that a busy machine slows all of them; medians are
compared. Run it with ``make bench``.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import torch

from workbook.catalog import find_chapter
from workbook.course import Course
from workbook.exercise import Chapter
from workbook.given import Given
from workbook.grading import Options, grading
from workbook.guards import Forbidden, Guard, resolve
from workbook.isolation.runner import InProcess
from workbook.isolation.worker import Job
from workbook.running import Run

ROOT = Path(__file__).resolve().parent.parent
TURNS = 5
CALLS = 300
WORKBOOK = (sys.executable, "-m", "workbook")


def main() -> None:
    """Measure start-up, guards and diagnosis."""
    torch.set_num_threads(1)
    chapter = find_chapter(ROOT, "04")
    start_up(chapter)
    guards()
    diagnosis(chapter)


def start_up(chapter: Chapter) -> None:
    """Whole processes against ``import torch``."""
    processes = {
        "python -c 'import torch'": lambda: run(sys.executable, "-c", "import torch"),
        "workbook list": lambda: run(*WORKBOOK, "list"),
        "workbook hint ch04/conv2d": lambda: run(*WORKBOOK, "hint", "ch04/conv2d"),
        "workbook grade 04, untouched": lambda: run(
            *WORKBOOK, "grade", "04", "--submission", "exercises"
        ),
        "workbook grade 04, solved": lambda: run(
            *WORKBOOK, "grade", "04", "--submission", "solutions"
        ),
        "the scenarios' own compute": lambda: compute(chapter),
    }
    seconds = in_turns(processes)
    base = seconds.pop("python -c 'import torch'")
    print(f"\nstart-up, in units of `import torch` ({base:.2f} s here)")
    for label, taken in seconds.items():
        print(f"  {label:32} {taken / base:6.2f}")
    own = seconds["the scenarios' own compute"]
    rest = (seconds["workbook grade 04, solved"] - own) / base
    print(f"  {'grade 04 beyond that compute':32} {rest:6.2f}   (aim: at most 1.5)")


def compute(chapter: Chapter) -> None:
    """Run every scenario as grading must: on the answer, and on the reference in two precisions.

    In this process, without guards or comparisons.
    """
    course = Course(chapter)
    job = Job(chapter, course.reference, course.contracts, trusted=True)
    runner, given = InProcess(job), Given(chapter, seed=0)
    for scenario in course.scenarios:
        shown = given.shown(scenario)
        for float64 in (False,) if scenario.judged else (False, False, scenario.float64):
            runner.start(scenario.exercise, Run(scenario.id, 0, float64=float64, shown=shown), 60.0)
            runner.finish()


def guards() -> None:
    """A guarded loop of small operations against the same loop, bare."""
    forbidden = resolve(("CONV", "POOL", "NORM", "SOFTMAX", "AUTOGRAD"))
    files = frozenset({__file__})

    def loop() -> None:
        x = torch.ones(8, 8)
        for _ in range(CALLS):
            x = torch.tanh(x @ x)

    def guarded(**options: object) -> None:
        with Guard(forbidden, files, **options):
            loop()

    def counted() -> None:
        with Guard(Forbidden(), files, max_lines=10 * CALLS):
            loop()

    seconds = in_turns(
        {
            "bare": loop,
            "both modes": guarded,
            "no modes": lambda: guarded(modes=False),
            "lines counted": counted,
        }
    )
    base = seconds.pop("bare")
    print("\nguards, in units of the bare loop")
    for label, taken in seconds.items():
        print(f"  {label:32} {taken / base:6.2f}")


def diagnosis(chapter: Chapter) -> None:
    """A wrong answer graded with its diagnosis, against the right answer."""
    exercise = next(e for e in chapter.exercises if e.id == "conv2d")
    course = Course(chapter)
    known = course.misconceptions[exercise.id]
    options = Options()

    def grade(name: str | None) -> None:
        sources = course.variants[exercise.id, name] if name else course.reference
        with tempfile.TemporaryDirectory() as folder:
            for module, source in sources.modules.items():
                (Path(folder) / f"{module}.py").write_text(source.text, encoding="utf-8")
            with grading(course, Path(folder), replace(options)) as opened:
                opened.report([exercise])

    first, last = known[0].name, known[-1].name
    labels: dict[str, Callable[[], None]] = {
        "right": lambda: grade(None),
        f"the first of {len(known)} known mistakes": lambda: grade(first),
        "the last of them": lambda: grade(last),
    }
    seconds = in_turns(labels)
    base = seconds.pop("right")
    print("\nconv2d graded with diagnosis, in units of grading the right answer")
    for label, taken in seconds.items():
        print(f"  {label:32} {taken / base:6.2f}")


def run(*command: str) -> None:
    """Run a process and throw its output away."""
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)  # noqa: S603 - ours


def in_turns(things: dict[str, Callable[[], None]]) -> dict[str, float]:
    """Time things in turns and return the median seconds of each; a first turn warms up."""
    taken: dict[str, list[float]] = {label: [] for label in things}
    for _ in range(TURNS + 1):
        for label, thing in things.items():
            started = time.perf_counter()
            thing()
            taken[label].append(time.perf_counter() - started)
    return {label: statistics.median(times[1:]) for label, times in taken.items()}


if __name__ == "__main__":
    main()
