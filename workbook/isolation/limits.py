"""What a worker may use of the machine."""

from __future__ import annotations

import contextlib
import math
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MOST_FILES = 65_536
SOON = 0.001  # seconds; an alarm at 0 is none
MEMORY_BYTES = 4 * 2**30  # on top of what the interpreter and torch take


@dataclass
class _Known:
    """What was read of /proc while it could be seen."""

    size: int = 0


_known = _Known()


def address_space() -> int:
    """Return the bytes of address space that this process has, or had when that could be seen."""
    with contextlib.suppress(FileNotFoundError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        _known.size = pages * os.sysconf("SC_PAGE_SIZE")
    return _known.size


def limit_memory(extra: int = MEMORY_BYTES) -> None:
    """Let this process take at most ``extra`` bytes more address space than it has now.

    Where the system has no such limit, nothing happens: the wall clock is then the only bound.
    A process that uses CUDA is not limited, since CUDA reserves address space by the terabyte.
    """
    if sys.platform != "linux":
        return
    import resource

    limit = address_space() + extra
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_cpu(seconds: float) -> None:
    """Let this process take so much more CPU time; ``SIGXCPU`` ends it then."""
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(time.process_time() + seconds), hard))


@contextlib.contextmanager
def bounded_memory(extra: int = MEMORY_BYTES) -> Iterator[None]:
    """Bound what the trusted side allocates while it works with what learner code returned."""
    if sys.platform != "linux":
        yield
        return
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)
    limit = address_space() + extra
    if before[1] != resource.RLIM_INFINITY:
        limit = min(limit, before[1])
    resource.setrlimit(resource.RLIMIT_AS, (limit, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


class OutOfTime(BaseException):
    """The trusted side worked long enough for learner code."""


@contextlib.contextmanager
def bounded_time(deadline: float) -> Iterator[None]:
    """Bound how long the trusted side works with what learner code sent.

    Only a main thread, and only where there are alarms, can be stopped in what it does.

    Raises:
        OutOfTime: the deadline (``time.monotonic``) has passed.

    """
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_number: int, _frame: object) -> None:
        raise OutOfTime

    began = time.monotonic()
    handler = signal.signal(signal.SIGALRM, stop)
    rest, interval = signal.setitimer(signal.ITIMER_REAL, max(SOON, deadline - began), 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, handler)
        if rest:  # someone else's alarm
            rest = max(SOON, rest - (time.monotonic() - began))
            signal.setitimer(signal.ITIMER_REAL, rest, interval)


def keep_only(descriptor: int) -> None:
    """Close every file that this process inherited, except one and the standard three.

    Among them are the trusted side's ends of the pipes to its other workers.
    """
    if sys.platform == "win32":
        return
    os.closerange(3, descriptor)
    os.closerange(descriptor + 1, MOST_FILES)


def silence() -> None:
    """Send what is written below Python's level to nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
