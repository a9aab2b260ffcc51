"""One run over a class, from the submissions to the pages."""

from __future__ import annotations

import contextlib
import secrets
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import click

from workbook.classroom.jobs import LocalPool, Pool
from workbook.classroom.journal import Circumstances, Journal
from workbook.classroom.outputs import write_outputs
from workbook.classroom.progress import Progress
from workbook.classroom.queue import Queue
from workbook.classroom.submissions import open_class
from workbook.classroom.summary import Summary
from workbook.classroom.text import clean
from workbook.classroom.version import course_version, torch_version
from workbook.errors import UsageError
from workbook.exercise import Chapter

SECRET_BITS = 256
SHOWN = 3


@dataclass(frozen=True)
class Plan:
    """What the command line asked for."""

    chapter: Chapter
    submitted: Path
    jobs: int
    scheduler: str | None
    seed: int | None
    device: str
    isolation: str
    force: bool
    journal: Path
    out: Path

    def check(self) -> None:
        """Refuse to write where the submissions are.

        Raises:
            UsageError: the journal or the results would lie among them.

        """
        handed = self.submitted.resolve()
        for option, path in (("--journal", self.journal), ("--out", self.out)):
            if path.resolve().is_relative_to(handed):
                message = f"{option} {path} lies in {self.submitted}: nothing is written there"
                raise UsageError(message)


def grade_class(plan: Plan) -> Summary:
    """Grade what is missing in the journal, then write the tables and pages.

    Raises:
        UsageError: the submissions, the journal or the machine are not as they must be.
        CourseError: the course is at fault.

    """
    with (
        open_class(plan.submitted, plan.chapter) as handed,
        Journal(plan.journal) as journal,
        _scratch(journal) as scratch,
    ):
        circumstances = _circumstances(plan, journal)
        journal.note(
            chapter=plan.chapter.name,
            submitted=str(plan.submitted.resolve()),
            seed=str(circumstances.seed),
            course=circumstances.course,
            torch=circumstances.torch,
            device=circumstances.device,
            isolation=circumstances.isolation,
        )
        journal.begin([entry.student for entry in handed.entries])
        if handed.ignored:
            names = ", ".join(clean(name, 40) for name in handed.ignored[:SHOWN])
            click.echo(f"not submissions, left out: {len(handed.ignored)} ({names} …)", err=True)
        with Progress(len(handed.entries), plan.chapter.id) as progress:
            queue = Queue(
                journal,
                plan.chapter,
                circumstances,
                lambda: _open_pool(plan, circumstances, journal, scratch),
                progress,
                plan.force,
            )
            queue.run(handed.entries)
        click.echo(progress.told)
        return write_outputs(journal, plan.chapter, plan.out)


@contextlib.contextmanager
def terminate_like_interrupt() -> Iterator[None]:
    """Let a request to terminate, as batch systems send it, stop the run as Ctrl-C does."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _circumstances(plan: Plan, journal: Journal) -> Circumstances:
    kept = journal.fact("seed")
    drawn = int(kept) if kept is not None else secrets.randbits(SECRET_BITS)
    return Circumstances(
        chapter=plan.chapter.name,
        seed=plan.seed if plan.seed is not None else drawn,
        course=course_version(plan.chapter),
        torch=torch_version(),
        device=plan.device,
        isolation=plan.isolation,
    )


@contextlib.contextmanager
def _scratch(journal: Journal) -> Iterator[Path]:
    """Give jobs a folder for what is temporary; what a killed run left there goes as well."""
    journal.lock()
    folder = journal.path.with_suffix(".scratch").resolve()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _open_pool(plan: Plan, circumstances: Circumstances, journal: Journal, scratch: Path) -> Pool:
    if plan.scheduler:
        from workbook.classroom.cluster import ClusterPool

        return ClusterPool(plan.scheduler, circumstances)
    from workbook.classroom.examiner import Examiner
    from workbook.classroom.options import options_of

    examiner = Examiner(plan.chapter, options_of(circumstances))
    examiner.prepare()

    def in_child() -> None:
        journal.unlock_in_child()
        tempfile.tempdir = str(scratch)

    return LocalPool(examiner, plan.jobs, in_child)
