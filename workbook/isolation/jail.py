"""What learner code can see of the machine: a root of its own, and a little room to write."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import workbook
from workbook.isolation import linux

DEVICES = ("null", "zero", "full", "random", "urandom")
SCRATCH = "/scratch"  # not /tmp: the tool itself may be installed below that
SCRATCH_OPTIONS = "size=64m,nr_inodes=4096,mode=1777"
NOTHING = "size=4k,nr_inodes=2,mode=0555"
NOBODY = 65_534  # the identity inside
FIRST_IDENTITY = 1_610_612_736  # outside, where the tool runs as root: one that nobody has
IDENTITIES = 2**16


def enter_jail(directory: str) -> None:
    """Make ``directory`` this process's root: Python, its libraries, the tool, and no more.

    Everything is read-only. There are no solutions, no submissions and no home directories in it.
    As an ordinary user it takes a user namespace to do so.
    """
    if os.geteuid() == 0:
        linux.unshare(linux.NEWNS)
    else:
        user, group = os.geteuid(), os.getegid()
        linux.unshare(linux.NEWUSER | linux.NEWNS)
        map_identity((user, user), (group, group))
    linux.mount("none", "/", flags=linux.MS_REC | linux.MS_PRIVATE)
    linux.mount("tmpfs", directory, "tmpfs", options="size=1m,mode=0755")
    for source in _needed():
        target = f"{directory}{source}"
        os.makedirs(target, exist_ok=True)  # noqa: PTH103
        linux.mount(str(source), target, flags=linux.MS_BIND | linux.MS_REC)
        linux.make_read_only(target)
    for name in ("lib", "lib64"):  # where late libraries are looked for
        link = Path("/", name)
        if link.is_symlink():
            Path(directory, name).symlink_to(link.readlink())
    os.mkdir(f"{directory}/dev")  # noqa: PTH102
    for name in DEVICES:
        Path(directory, "dev", name).touch()
        linux.mount(f"/dev/{name}", f"{directory}/dev/{name}", flags=linux.MS_BIND)
    for name in (SCRATCH, "/proc"):
        os.mkdir(f"{directory}{name}")  # noqa: PTH102
    # A new /proc may be mounted only where an old one can be seen; each cell covers it.
    linux.mount("/proc", f"{directory}/proc", flags=linux.MS_BIND | linux.MS_REC)
    linux.enter_root(directory)


def enter_cell(number: int) -> None:
    """Enter namespaces of this process's own and become nobody. It is the first process in them.

    Args:
        number: tells the identities of cells apart where the tool runs as root.

    """
    kinds = linux.NEWNS | linux.NEWIPC | linux.NEWUTS | linux.NEWNET | linux.NEWCGROUP
    linux.unshare(kinds)
    flags = linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC
    linux.mount("tmpfs", SCRATCH, "tmpfs", flags, SCRATCH_OPTIONS)
    try:
        linux.mount("proc", "/proc", "proc", flags)
    except PermissionError:  # in some containers: then there is none
        linux.mount("tmpfs", "/proc", "tmpfs", flags | linux.MS_RDONLY, NOTHING)
    user, group = os.geteuid(), os.getegid()
    if user == 0:
        user = group = FIRST_IDENTITY + number % IDENTITIES
        os.setgroups([])
        os.setresgid(group, group, group)
        os.setresuid(user, user, user)
        linux.set_dumpable(1)  # or its maps could not be written
    linux.unshare(linux.NEWUSER)
    map_identity((NOBODY, user), (NOBODY, group))
    linux.set_dumpable(0)
    linux.drop_privileges()
    os.chdir(SCRATCH)


def map_identity(user: tuple[int, int], group: tuple[int, int]) -> None:
    """Say who this process is inside its new user namespace: pairs (inside, outside)."""
    for file, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{user[0]} {user[1]} 1"),
        ("gid_map", f"{group[0]} {group[1]} 1"),
    ):
        Path("/proc/self", file).write_text(text, encoding="ascii")


def _needed() -> list[Path]:
    """Return the directories to be seen, outermost only."""
    found = sorted({path.resolve() for path in _wanted() if path.is_dir()})
    return [p for p in found if not any(other in p.parents for other in found)]


def _wanted() -> Iterator[Path]:
    yield from (Path(sys.prefix), Path(sys.base_prefix))
    yield Path(workbook.__file__).parent
    for entry in map(Path, sys.path):  # installed for one user only, say
        if entry.name in {"site-packages", "dist-packages"}:
            yield entry
    for line in Path("/proc/self/maps").read_text(encoding="utf-8").splitlines():
        file = line.partition("/")[2]
        if ".so" in file:
            yield Path("/", file).parent
