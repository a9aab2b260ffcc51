"""The few Linux calls that Python does not have, by name. Each raises ``OSError`` if it fails."""

from __future__ import annotations

import ctypes
import os
import struct

NEWNS, NEWCGROUP, NEWUTS, NEWIPC = 0x00020000, 0x02000000, 0x04000000, 0x08000000
NEWUSER, NEWPID, NEWNET = 0x10000000, 0x20000000, 0x40000000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18
MNT_DETACH = 2

_MOUNT_SETATTR, _PIVOT_ROOT = 442, {"x86_64": 155, "aarch64": 41}
_CAPSET = {"x86_64": 126, "aarch64": 91}
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_AT_FDCWD, _AT_RECURSIVE = -100, 0x8000
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
_CAPABILITY_VERSION_3 = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True)


def _check(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def _number(table: dict[str, int]) -> int:
    machine = os.uname().machine
    if machine not in table:
        message = f"not known for {machine} processors"
        raise OSError(message)
    return table[machine]


def unshare(flags: int) -> None:
    """Leave the namespaces of the kinds in ``flags`` for new ones."""
    _check(_libc.unshare(flags), "unshare")


def setns(descriptor: int, kind: int) -> None:
    """Enter a namespace; for PIDs, it is children that will."""
    _check(_libc.setns(descriptor, kind), "setns")


def mount(source: str, target: str, kind: str = "", flags: int = 0, options: str = "") -> None:
    """Mount a file system, or bind a directory or file."""
    texts = (source.encode(), target.encode(), kind.encode() or None)
    _check(_libc.mount(*texts, ctypes.c_ulong(flags), options.encode() or None), f"mount {target}")


def make_read_only(target: str, *, below: bool = True) -> None:
    """Make a mount, and all below it, read-only, without devices and set-user-id programs."""
    attributes = struct.pack("=QQQQ", MS_RDONLY | MS_NOSUID | MS_NODEV, 0, 0, 0)
    flags = _AT_RECURSIVE if below else 0
    call = (_MOUNT_SETATTR, _AT_FDCWD, target.encode(), flags)
    _check(_libc.syscall(*call, attributes, len(attributes)), f"mount_setattr {target}")


def enter_root(directory: str) -> None:
    """Make a directory, which must be a mount, the root; nothing else stays mounted."""
    os.chdir(directory)
    _check(_libc.syscall(_number(_PIVOT_ROOT), b".", b"."), "pivot_root")
    _check(_libc.umount2(b".", MNT_DETACH), "umount the old root")
    os.chdir("/")


def set_dumpable(value: int) -> None:
    """Say whether others of this identity may look into this process's memory."""
    _check(_libc.prctl(_PR_SET_DUMPABLE, value, 0, 0, 0), "prctl dumpable")


def die_with_parent() -> None:
    """End this process when its parent ends."""
    _check(_libc.prctl(_PR_SET_PDEATHSIG, 9, 0, 0, 0), "prctl pdeathsig")


def drop_privileges() -> None:
    """Give up every capability, and never gain one again, whatever is executed."""
    _check(_libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl no_new_privs")
    header = struct.pack("=Ii", _CAPABILITY_VERSION_3, 0)
    _check(_libc.syscall(_number(_CAPSET), header, bytes(24)), "capset")


_WRITING = sum(1 << bit for bit in (1, 4, 5, 6, 7, 8, 9, 10, 11, 12))  # write, remove, make…
_REFER, _TRUNCATE = 1 << 13, 1 << 14
_CONNECTING = 0b11  # bind and connect TCP
_SCOPES = 0b11  # abstract sockets and signals
_PATH_BENEATH = 1


def landlock(writable: tuple[str, ...]) -> bool:
    """Let this process write only below the given paths; no TCP, no signals to others.

    Returns:
        whether the kernel has Landlock.

    """
    version = _libc.syscall(_LANDLOCK_CREATE, None, 0, 1)
    if version < 1:
        return False
    handled = _WRITING
    handled |= _REFER if version >= 2 else 0  # noqa: PLR2004 - versions of the interface
    handled |= _TRUNCATE if version >= 3 else 0  # noqa: PLR2004
    net = _CONNECTING if version >= 4 else 0  # noqa: PLR2004
    scoped = _SCOPES if version >= 6 else 0  # noqa: PLR2004
    sizes = {1: 8, 2: 8, 3: 8, 4: 16, 5: 16}
    attributes = struct.pack("=QQQ", handled, net, scoped)[: sizes.get(version, 24)]
    ruleset = _check(
        _libc.syscall(_LANDLOCK_CREATE, attributes, len(attributes), 0), "landlock_create_ruleset"
    )
    for path in writable:
        beneath = os.open(path, os.O_PATH | os.O_CLOEXEC)
        allowed = handled if os.path.isdir(path) else handled & (1 << 1 | _TRUNCATE)  # noqa: PTH112
        rule = struct.pack("=Qi", allowed, beneath)
        _check(_libc.syscall(_LANDLOCK_ADD, ruleset, _PATH_BENEATH, rule, 0), "landlock_add_rule")
        os.close(beneath)
    _check(_libc.syscall(_LANDLOCK_RESTRICT, ruleset, 0), "landlock_restrict_self")
    os.close(ruleset)
    return True
