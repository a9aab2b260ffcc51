"""Forks, spawns and executes, to have a process left that writes when all are gone."""

import ctypes
import multiprocessing
import os
import subprocess
import sys
import time

CLONE = 56 if os.uname().machine == "x86_64" else 220


def fork():
    if os.fork() == 0:
        time.sleep(1000)


def spoils():
    libc = ctypes.CDLL(None, use_errno=True)
    got = []
    for how in (
        fork,
        lambda: subprocess.Popen(["/bin/sleep", "1000"]),
        lambda: os.posix_spawn("/bin/sleep", ["sleep", "1000"], {}),
        lambda: os.execv(sys.executable, [sys.executable, "-c", "import time; time.sleep(1000)"]),
        lambda: multiprocessing.get_context("spawn").Process(target=time.sleep).start(),
        lambda: os.system("sleep 1000 &") and 1 / 0,
        lambda: libc.syscall(CLONE, 17, 0, 0, 0, 0) < 0 and 1 / 0,
    ):
        try:
            how()
        except (OSError, ZeroDivisionError):
            continue
        got.append("a process")
    return got


def centre(x):
    return f"got {spoils() or 'nothing'}"
