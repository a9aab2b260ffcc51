"""Makes memory, semaphores and queues that others could meet it in."""

import ctypes
import fcntl
import mmap
import os
from multiprocessing import shared_memory

import torch


def spoils():
    libc = ctypes.CDLL(None, use_errno=True)
    libc.sem_open.restype = ctypes.c_void_p
    got = []
    for name, attempt in {
        "shared memory": lambda: shared_memory.SharedMemory("workbook_attack", True, 4096),
        "semaphore": lambda: libc.sem_open(b"/workbook_attack", 0o100, 0o666, 1) or 1 / 0,
        "torch": lambda: torch.zeros(3).share_memory_(),
        "memfd": lambda: os.memfd_create("workbook_attack"),
        "lease": lambda: fcntl.fcntl(open(torch.__file__), fcntl.F_SETLEASE, fcntl.F_RDLCK),
        "notice": lambda: fcntl.fcntl(os.open("/", os.O_RDONLY), fcntl.F_NOTIFY, fcntl.DN_ACCESS),
        "library": lambda: mmap.mmap(os.open(torch.__file__, os.O_RDWR), 4096),
        "queue": lambda: libc.msgget(0x1234, 0o1666) < 0 and 1 / 0,
        "segment": lambda: libc.shmget(0x1234, 4096, 0o1666) < 0 and 1 / 0,
        "set of semaphores": lambda: libc.semget(0x1234, 1, 0o1666) < 0 and 1 / 0,
    }.items():
        try:
            attempt()
            got.append(name)
        except (OSError, RuntimeError, ZeroDivisionError):
            pass
    return got


def centre(x):
    return f"got {spoils() or 'nothing'}"
