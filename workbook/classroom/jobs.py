"""Job processes on this machine: each holds an open examiner and grades one bundle at a time."""

from __future__ import annotations

import contextlib
import gc
import os
import selectors
import signal
import socket
import sys
import time
from collections.abc import Callable
from typing import Any, NoReturn, Protocol, Self

from workbook.classroom.bundle import Bundle
from workbook.classroom.examiner import Examiner
from workbook.classroom.frames import Frames
from workbook.classroom.service import refusal, serve
from workbook.errors import WorkbookError

Answer = dict[str, Any]
DIED = {"status": "died", "reason": "grading it ended the job that graded it"}
HUNG = {"status": "died", "reason": "grading it took longer than all its scenarios may take"}


class Pool(Protocol):
    """Grades bundles, several at a time. A context manager; leaving it ends what still runs."""

    @property
    def full(self) -> bool:
        """Whether it takes no more before it has answered."""

    @property
    def busy(self) -> bool:
        """Whether answers are still to come."""

    def give(self, key: str, bundle: Bundle) -> None:
        """Begin to grade a bundle."""

    def take(self) -> tuple[str, Answer]:
        """Wait for the next answer, whichever it is of."""


class Job:
    """One forked process."""

    def __init__(self, examiner: Examiner, in_child: Callable[[], None]) -> None:
        ours, theirs = socket.socketpair()
        sys.stdout.flush()
        sys.stderr.flush()
        parent = os.getpid()
        self._pid = os.fork()
        if self._pid == 0:
            ours.close()
            _become_job(examiner, theirs.detach(), parent, in_child)
        theirs.close()
        descriptor = ours.detach()
        self.frames = Frames(descriptor, descriptor)

    def end(self) -> None:
        """End it, whatever it is doing."""
        self.frames.close()
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)


def _become_job(
    examiner: Examiner, descriptor: int, parent: int, in_child: Callable[[], None]
) -> NoReturn:
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the main process's to handle
        _die_with(parent, with_children=examiner.options.isolation == "process")
        in_child()
        frames = Frames(descriptor, descriptor)
        try:
            with examiner.in_job() as own:
                serve(own, frames)
        except WorkbookError as error:
            frames.receive()  # whatever was to be graded, this is the answer
            frames.send(refusal(error))
    finally:
        os._exit(0)


def _die_with(parent: int, *, with_children: bool) -> None:
    """Leave nothing behind when the main process is killed.

    At level ``process`` a worker may be in a loop without an end: it goes with its job. A cell of
    level ``namespaces`` sees to that itself.
    """
    if sys.platform != "linux":
        return
    from workbook.isolation import linux

    linux.die_with_parent()
    if os.getppid() != parent:  # it was gone before that took effect
        os._exit(0)
    if with_children:
        children_die_with_this()


def children_die_with_this() -> None:
    """Let everything that is forked from this process end when its parent does."""
    if sys.platform == "linux":
        from workbook.isolation import linux

        os.register_at_fork(after_in_child=linux.die_with_parent)


class LocalPool:
    """Jobs on this machine.

    Args:
        examiner: prepared; jobs are forked from this process and share its outcomes.
        count: how many jobs.
        in_child: called first in each of them.

    """

    def __init__(
        self, examiner: Examiner, count: int, in_child: Callable[[], None] = lambda: None
    ) -> None:
        self._examiner = examiner
        self._count = count
        self._in_child = in_child
        self._idle: list[Job] = []
        self._at: dict[Job, tuple[str, float]] = {}  # the key it is at, and until when
        gc.collect()
        gc.freeze()  # so that collections in a job do not touch, and copy, shared pages

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        for job in [*self._idle, *self._at]:
            job.end()
        gc.unfreeze()

    @property
    def full(self) -> bool:
        """Whether every job is at something."""
        return len(self._at) >= self._count

    @property
    def busy(self) -> bool:
        """Whether any job is at something."""
        return bool(self._at)

    def give(self, key: str, bundle: Bundle) -> None:
        """Give a bundle to an idle job, or to a new one."""
        message = {"files": bundle.to_message()}
        while True:
            job = self._idle.pop() if self._idle else Job(self._examiner, self._in_child)
            try:
                job.frames.send(message)
            except OSError:  # it died while it was idle
                job.end()
            else:
                self._at[job] = (key, time.monotonic() + self._examiner.patience)
                return

    def take(self) -> tuple[str, Answer]:
        """Wait for a job's answer; a job that died or hangs is replaced when it is next needed."""
        job = self._next()
        if job is None:
            job = min(self._at, key=lambda one: self._at[one][1])
            key, _ = self._at.pop(job)
            job.end()
            return key, dict(HUNG)
        key, _ = self._at.pop(job)
        try:
            answer = job.frames.receive()
        except (EOFError, OSError, ValueError):
            job.end()
            return key, dict(DIED)
        self._idle.append(job)
        return key, answer

    def _next(self) -> Job | None:
        """Return a job that has something to say; none if one is over its time first."""
        until = min(deadline for _, deadline in self._at.values())
        with selectors.DefaultSelector() as selector:
            for job in self._at:
                selector.register(job.frames, selectors.EVENT_READ, job)
            ready = selector.select(max(0.0, until - time.monotonic()))
        return ready[0][0].data if ready else None
