"""Makes a file that says it has a terabyte, and reserves one."""

import os


def spoils():
    got = []
    descriptor = os.open("/scratch/sparse", os.O_CREAT | os.O_RDWR)
    for attempt in (
        lambda: os.ftruncate(descriptor, 2**40),
        lambda: os.posix_fallocate(descriptor, 0, 2**40),
        lambda: os.pwrite(descriptor, b"x", 2**40),
    ):
        try:
            attempt()
            got.append("a terabyte")
        except OSError:
            pass
    os.close(descriptor)
    return got


def centre(x):
    import signal

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    return f"got {spoils() or 'nothing'}"
