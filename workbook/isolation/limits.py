"""What a worker may use of the machine."""

from __future__ import annotations

import os
import sys
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
