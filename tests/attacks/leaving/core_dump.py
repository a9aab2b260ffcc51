"""Makes itself worth a dump, and crashes, so that the machine keeps a copy of its memory."""

import ctypes
import os
import resource
import signal

DUMPABLE = 4


def centre(x):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(DUMPABLE, 1, 0, 0, 0) == 0:
        return "got dumpable"
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.chdir("/scratch")
    signal.signal(signal.SIGSEGV, signal.SIG_DFL)
    ctypes.string_at(0)
    return x
