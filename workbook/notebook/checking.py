"""``check("conv2d")`` inside a notebook: feedback on stdout, and the points as the cell's value.

It runs in the kernel and never forks: a child of a process with a kernel's threads hangs. An alarm
ends what runs too long, ``sys.exit`` is caught, and nothing is written to stderr, for which
nbgrader would give no points. Code that kills the kernel itself cannot be survived here.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import math
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import FunctionType, ModuleType
from typing import Any

from workbook.catalog import course_root, find_chapter, find_exercise
from workbook.exercise import Chapter

DIGITS = 6
HERE = "the cell above"  # a line of all cells together would say nothing


def open_chapter(name: str) -> Callable[[str], float]:
    """Return the function that checks a chapter's exercises in this notebook."""
    chapter = find_chapter(course_root(), name)

    def check(exercise: str) -> float:
        """Grade one exercise with the names of this notebook; print what is to be said."""
        return _check(chapter, exercise, sys._getframe(1).f_globals)  # noqa: SLF001

    return check


def _check(chapter: Chapter, exercise_name: str, namespace: dict[str, Any]) -> float:
    from rich.console import Console

    from workbook.course import Course
    from workbook.grading import Grading, Options
    from workbook.loading import Source, Sources
    from workbook.report.console import print_report

    exercise = find_exercise(chapter, exercise_name)
    course = Course(chapter)
    text = _executed(namespace)
    sources = Sources({"notebook": Source(text, "notebook")}, single="notebook")
    options = Options(isolation="none")
    with (
        _same_threads(),
        _quiet_errors(),
        Grading(course, sources, chapter.stubs, options, housing=Kernel(namespace)) as grading,
    ):
        report = grading.report([exercise])
    result = report.exercises[0]
    told = dataclasses.replace(report, exercises=(dataclasses.replace(result, where=HERE),))
    print_report(told, Console(file=sys.stdout, width=80, force_jupyter=False), next_step=False)
    share = result.earned / result.possible if result.possible else 0.0
    points = round(share * float(exercise.points), DIGITS)
    return points if math.isfinite(points) else 0.0


@contextlib.contextmanager
def _same_threads() -> Iterator[None]:
    """Grade on one thread, and leave the kernel as many as it had."""
    import torch

    before = torch.get_num_threads()
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _executed(namespace: Mapping[str, Any]) -> str:
    """Return the text of all cells that were run, without what is not Python."""
    from workbook.notebook.submitted import is_ours, is_python, without_magics

    cells = [c for c in namespace.get("In", []) if isinstance(c, str) and not is_ours(c)]
    return "\n\n".join(t for t in map(without_magics, cells) if is_python(t))


@dataclass(frozen=True)
class Kernel:
    """Level ``none`` in a notebook: the names of the running kernel, under an alarm."""

    namespace: dict[str, Any]
    tries_again: bool = False

    def room(self) -> Kernel:
        """There is one room: this kernel."""
        return self

    def runner(self, job: Any) -> Any:
        """Return what runs a job here."""
        return _Alarmed(job, self.namespace)

    def close(self) -> None:
        """Nothing is held."""


class _Hung(BaseException):
    """The alarm rang."""


class _Alarmed:
    """Runs scenarios in this kernel; an alarm ends those that take too long."""

    raised = None

    def __init__(self, job: Any, namespace: dict[str, Any]) -> None:
        from workbook.isolation.worker import Bench

        self._bench = Bench(job, m=names_of(job, namespace))
        self._run: Callable[[], Any] = lambda: None
        self._timeout = 0.0

    def start(self, exercise: str, what: Any, timeout: float, variant: str | None = None) -> None:
        """Remember what to run."""
        from workbook.isolation.runner import shown_here

        here = dataclasses.replace(what, shown=shown_here(what.shown, what.device))
        self._run = functools.partial(self._bench.run, exercise, here, variant)
        self._timeout = timeout

    def finish(self) -> Any:
        """Run it, as long as the clock allows."""
        from workbook.outcome import Outcome

        rang = False

        def ring(*_: object) -> None:
            nonlocal rang
            rang = True
            raise _Hung

        outcome = None
        with _alarm(ring, self._timeout), contextlib.suppress(_Hung):
            outcome = self._run()
        if outcome is None or rang:
            told = f"still running after {self._timeout:g} seconds: is there a loop without an end?"
            return Outcome("timeout", message=told)
        return outcome

    def close(self) -> None:
        """Nothing is held."""


@contextlib.contextmanager
def _alarm(ring: Callable[..., None], seconds: float) -> Iterator[None]:
    """Ring after so many seconds; where there is no alarm, never."""
    if not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before)


@contextlib.contextmanager
def _quiet_errors() -> Iterator[None]:
    """Send what is written to stderr, at Python's level and below, to nowhere."""
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123 - a device
        sys.stderr.flush()
        kept = os.dup(2)
        os.dup2(nowhere.fileno(), 2)
        try:
            with contextlib.redirect_stderr(nowhere):
                yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)


def names_of(job: Any, namespace: dict[str, Any]) -> Any:
    """Return an ``m`` whose names are those of the notebook."""
    from workbook.loading import Loaded

    class Names(Loaded):
        def module(self, name: str) -> ModuleType:
            module = ModuleType(name)
            module.__file__ = "notebook"
            module.__dict__.update(namespace)
            return module

        def substitute(self, name: str, thing: Any) -> None:
            """Leave the learner's kernel as it is: errors are not carried forward here."""

        @property
        def files(self) -> frozenset[str]:
            things = [t for n, t in namespace.items() if job.chapter.owner_of(n)]
            return frozenset(file for thing in things for file in _files_of(thing))

    return Names(job.chapter, job.sources, job.contracts)


def _files_of(thing: Any) -> Iterator[str]:
    if isinstance(thing, FunctionType):
        yield thing.__code__.co_filename
    elif isinstance(thing, type):
        for member in vars(thing).values():
            if isinstance(member, FunctionType):
                yield member.__code__.co_filename
