"""What learner code can see of the machine: a root of its own, and a little room to write."""

from __future__ import annotations

import os
import pwd
import sys
from collections.abc import Iterator
from pathlib import Path

import workbook
from workbook.errors import UsageError
from workbook.isolation import linux
from workbook.isolation.limits import MOST_FILES

DEVICES = ("null", "zero", "full", "random", "urandom")
SCRATCH = "/scratch"  # not /tmp: the tool itself may be installed below that
SCRATCH_OPTIONS = "size=64m,nr_inodes=4096,mode=1777"
COVER = "size=1m,mode=0755"
NOTHING = "size=4k,nr_inodes=2,mode=0555"
FIRST_TO_GO = "1000"  # when the machine runs out of memory, cells go and the tool stays
NOBODY = 65_534  # the identity inside
FIRST_IDENTITY = 1_610_612_736  # outside, where the tool runs as root: one that nobody has
IDENTITIES = 2**16
FEW_IDENTITIES = 2**15


def enter_jail(directory: str, hidden: Path) -> None:
    """Make ``directory`` this process's root: Python, its libraries, the tool, and no more.

    Everything is read-only. There are no solutions, no submissions and no home directories in it.
    It takes a user namespace to do so, unless the tool runs as root.

    Args:
        directory: an empty one.
        hidden: the course: covered, as is this user's home, where something seen holds it.

    Raises:
        UsageError: Python and the course cannot be told apart.

    """
    needed = _needed(hidden.resolve())
    # Between two cells the warm parent comes back to its own PID namespace. Only whoever owns that
    # may, so it is a new one.
    kinds = linux.NEWNS | linux.NEWPID
    try:
        linux.unshare(kinds)
    except PermissionError:
        user, group = os.geteuid(), os.getegid()
        linux.unshare(kinds | linux.NEWUSER)
        own = os.open("/proc/self", os.O_PATH | os.O_CLOEXEC)
        map_identity(own, (user, user), (group, group))
        os.close(own)
    _go_on_as_child()
    linux.mount("none", "/", flags=linux.MS_REC | linux.MS_PRIVATE)
    linux.mount("tmpfs", directory, "tmpfs", options=COVER)
    for source, seen in needed:
        target = f"{directory}{source}"
        os.makedirs(target, exist_ok=True)  # noqa: PTH103
        if seen:
            linux.mount(str(source), target, flags=linux.MS_BIND | linux.MS_REC)
            linux.make_read_only(target)
        else:
            linux.mount("tmpfs", target, "tmpfs", options=COVER)
    for source, seen in needed:
        if not seen:  # now that there are directories in it for what is seen below
            linux.make_read_only(f"{directory}{source}", below=False)
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
    linux.make_read_only(directory, below=False)  # all cells share it: no notes to the next one
    linux.enter_root(directory)


def _go_on_as_child() -> None:
    """Return in a child, and let this process end with it."""
    child = os.fork()
    if child == 0:
        linux.die_with_parent()
        return
    os.closerange(3, MOST_FILES)
    os.waitpid(child, 0)
    os._exit(0)


def enter_cell(number: int) -> None:
    """Enter namespaces of this process's own and become nobody. It is the first process in them.

    Args:
        number: tells the identities of cells apart where the tool runs as root.

    """
    kinds = linux.NEWNS | linux.NEWIPC | linux.NEWUTS | linux.NEWNET | linux.NEWCGROUP
    linux.unshare(kinds)
    own = os.open("/proc/self", os.O_PATH | os.O_CLOEXEC)  # which may be out of sight soon
    _write(own, "oom_score_adj", FIRST_TO_GO)
    flags = linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC
    linux.mount("tmpfs", SCRATCH, "tmpfs", flags, SCRATCH_OPTIONS)
    try:
        linux.mount("proc", "/proc", "proc", flags)
    except PermissionError:  # in some containers: then there is none
        linux.mount("tmpfs", "/proc", "tmpfs", flags | linux.MS_RDONLY, NOTHING)
    user, group = os.geteuid(), os.getegid()
    if user == 0 and (free := _free_identity(own, number)) is not None:
        user = group = free
        os.setgroups([])
        os.setresgid(group, group, group)
        os.setresuid(user, user, user)
        linux.set_dumpable(1)  # or its maps could not be written
    linux.unshare(linux.NEWUSER)
    map_identity(own, (NOBODY, user), (NOBODY, group))
    os.close(own)
    linux.set_dumpable(0)
    linux.drop_privileges()
    linux.die_with_parent()  # a change of identity undoes it, so it comes last
    os.chdir(SCRATCH)


def _free_identity(own: int, number: int) -> int | None:
    """Return an identity that nobody has; a container may know few, or only its root."""
    known = min(_identities(own, file) for file in ("uid_map", "gid_map"))
    if known >= FIRST_IDENTITY + IDENTITIES:
        return FIRST_IDENTITY + number % IDENTITIES
    return known // 2 + number % (known // 4) if known >= FEW_IDENTITIES else None


def _identities(own: int, file: str) -> int:
    """Return how many identities this user namespace knows, counted from 0."""
    descriptor = os.open(file, os.O_RDONLY | os.O_CLOEXEC, dir_fd=own)
    with os.fdopen(descriptor, encoding="ascii") as lines:
        ranges = [[int(number) for number in line.split()] for line in lines]
    return max(first + count for first, _, count in ranges)


def map_identity(own: int, user: tuple[int, int], group: tuple[int, int]) -> None:
    """Say who this process is inside its new user namespace.

    Args:
        own: the process's directory in /proc.
        user: the identity inside, and outside.
        group: the same for the group.

    """
    _write(own, "setgroups", "deny")
    _write(own, "uid_map", f"{user[0]} {user[1]} 1")
    _write(own, "gid_map", f"{group[0]} {group[1]} 1")


def _write(directory: int, file: str, text: str) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CLOEXEC, dir_fd=directory)
    try:
        os.write(descriptor, text.encode())
    finally:
        os.close(descriptor)


def _needed(course: Path) -> list[tuple[Path, bool]]:
    """Return the directories to be seen, or covered, in the order in which to do so."""
    wanted = sorted({path.resolve() for path in _wanted() if path.is_dir()})
    hidden = [path for path in (course, _home().resolve()) if path.is_dir()]
    for path in wanted:
        if path in (*hidden, Path("/")):
            message = (
                f"Python is installed in {path} itself, so workers would see all that lies there: "
                "make a virtual environment in a directory of its own, such as .venv"
            )
            raise UsageError(message)
    needed = [(path, True) for path in _outermost(wanted)]
    for secret in hidden:
        if any(path in secret.parents for path, _ in needed):
            below = _outermost([path for path in wanted if secret in path.parents])
            needed += [(secret, False), *((path, True) for path in below)]
    return needed


def _outermost(paths: list[Path]) -> list[Path]:
    return [p for p in paths if not any(other in p.parents for other in paths)]


def _home() -> Path:
    try:
        return Path(pwd.getpwuid(os.getuid()).pw_dir)
    except KeyError:  # an identity without a name, as containers have
        return Path("/nowhere")


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
