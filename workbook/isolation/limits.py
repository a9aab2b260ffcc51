"""What a worker may use of the machine."""

from __future__ import annotations

import contextlib
import math
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

MOST_FILES = 65_536
MEMORY_BYTES = 4 * 2**30  # on top of what the interpreter and torch take


def limit_memory(extra: int = MEMORY_BYTES) -> None:
    """Let this process take at most ``extra`` bytes more address space than it has now.

    Where the system has no such limit, nothing happens: the wall clock is then the only bound.
    A process that uses CUDA is not limited, since CUDA reserves address space by the terabyte.
    """
    if sys.platform != "linux":
        return
    import resource

    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    limit = pages * os.sysconf("SC_PAGE_SIZE") + extra
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
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    limit = pages * os.sysconf("SC_PAGE_SIZE") + extra
    if before[1] != resource.RLIM_INFINITY:
        limit = min(limit, before[1])
    resource.setrlimit(resource.RLIMIT_AS, (limit, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


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
