"""The trusted side of level ``namespaces``: asks for cells, and for workers in them."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import Pipe
from pathlib import Path

import workbook
from workbook.errors import UsageError, WorkbookError
from workbook.exercise import Chapter
from workbook.isolation.cell import job_message
from workbook.isolation.jail import SCRATCH
from workbook.isolation.line import Late, Line
from workbook.isolation.runner import Worker
from workbook.isolation.wire import pack
from workbook.isolation.worker import Job
from workbook.outcome import Outcome

PATIENCE = 10.0  # seconds for what takes milliseconds
WALL_FACTOR = 3.0  # the limit is on CPU time; other work may hold a worker up
READY_SECONDS = 120.0
ENVIRONMENT = {
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",  # fewer pages, so that forks cost less
    "HOME": SCRATCH,
    "LANG": "C.UTF-8",
    "MKL_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PATH": "",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
    "TMPDIR": SCRATCH,
}


@contextmanager
def open_cells(chapter: Chapter) -> Iterator[Cells]:
    """Start the warm parent of a chapter's cells.

    Raises:
        UsageError: this machine does not let it; the sentence says what to do.

    """
    if sys.platform != "linux":
        message = "isolation by namespaces needs Linux: use --isolation process"
        raise UsageError(message)
    ours, theirs = socket.socketpair(type=socket.SOCK_SEQPACKET)  # whole messages
    with tempfile.TemporaryDirectory(prefix="workbook-") as directory:
        process = subprocess.Popen(  # noqa: S603 - this Python and this package
            [
                sys.executable, "-m", "workbook.isolation.zygote",
                str(theirs.fileno()), str(chapter.root), chapter.id, directory,
            ],
            env={**ENVIRONMENT, "PYTHONPATH": str(Path(workbook.__file__).parent.parent)},
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            cwd="/",
        )  # fmt: skip
        theirs.close()
        try:
            ours.settimeout(READY_SECONDS)
            _await_ready(ours)
            ours.settimeout(PATIENCE)
            yield Cells(ours)
        finally:
            ours.close()
            process.kill()
            process.wait()


def _await_ready(control: socket.socket) -> None:
    said = control.recv(4096).decode(errors="replace")
    if said == "ready":
        return
    if said.startswith("UsageError: "):
        raise UsageError(said.partition(": ")[2])
    message = (
        f"this machine does not let the workbook make namespaces ({said or 'it ended at once'}). "
        "As an ordinary user it needs unprivileged user namespaces (sysctl "
        "user.max_user_namespaces above 0; on Ubuntu kernel.apparmor_restrict_unprivileged_userns=0"
        "); in a container, CAP_SYS_ADMIN and an unconfined seccomp profile. Otherwise use "
        "--isolation process"
    )
    raise UsageError(message)


class Cells:
    """Level ``namespaces``: each submission gets a cell."""

    tries_again = True

    def __init__(self, control: socket.socket) -> None:
        self._control = control

    def room(self) -> CellRoom:
        """Return a cell for one submission; it is made when it is first needed."""
        return CellRoom(self)

    def cell(self) -> Cell:
        """Have a new cell made."""
        ours, theirs = socket.socketpair(type=socket.SOCK_SEQPACKET)  # whole messages
        try:
            socket.send_fds(self._control, [b"c"], [theirs.fileno()])
            _, handles, _, _ = socket.recv_fds(self._control, 1, 1)
        except OSError:
            self._control.close()  # an answer that comes late must not pass for the next one
            handles = []
        theirs.close()
        if not handles:
            ours.close()
            message = "the process that forks workers has ended: has the machine run out of memory?"
            raise WorkbookError(message)
        ours.settimeout(PATIENCE)
        return Cell(ours, handles[0])


class Cell:
    """One submission's namespaces, as long as they live."""

    def __init__(self, control: socket.socket, handle: int) -> None:
        self.control = control
        self._handle = handle
        self._numbers = itertools.count()
        self.alive = True

    def open(self, descriptor: int) -> CellProcess:
        """Have a worker forked, at the other end of a descriptor."""
        number = next(self._numbers)
        request = json.dumps({"do": "open", "worker": number}).encode()
        socket.send_fds(self.control, [request], [descriptor])
        return CellProcess(self, number)

    def kill(self) -> None:
        """End every process in it."""
        if self.alive:
            self.alive = False
            with contextlib.suppress(ProcessLookupError):  # it ended by itself
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)
            self.control.close()
            os.close(self._handle)


class CellProcess:
    """A worker in a cell, in the words of ``multiprocessing``."""

    def __init__(self, cell: Cell, number: int) -> None:
        self._cell = cell
        self._number = number
        self._ended = False
        self.exitcode: int | None = None

    @property
    def lives(self) -> bool:
        """Whether it may still answer."""
        return self._cell.alive and not self._ended

    def join(self, timeout: float | None = None) -> None:
        """Learn how it ended, if it has."""
        if not self.lives or timeout is None:
            return
        try:
            self._cell.control.sendall(self._request("status"))
            self.exitcode = int(self._cell.control.recv(64) or b"70")
        except OSError:
            self._cell.kill()
        self._ended = True

    def kill(self) -> None:
        """End it."""
        if self.lives:
            try:
                self._cell.control.sendall(self._request("end"))
            except OSError:
                self._cell.kill()
            self._ended = True

    def _request(self, what: str) -> bytes:
        return json.dumps({"do": what, "worker": self._number}).encode()


class CellRoom:
    """The cell of one submission, and another if the first had to be ended."""

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        self._cell: Cell | None = None

    @property
    def cell(self) -> Cell:
        """The living cell."""
        if self._cell is None or not self._cell.alive:
            self._cell = self._cells.cell()
        return self._cell

    def open(self, descriptor: int) -> CellProcess:
        """Have a worker forked; in a new cell, if the old one came to its end unnoticed."""
        try:
            return self.cell.open(descriptor)
        except OSError:
            self.close()
            return self.cell.open(descriptor)

    def runner(self, job: Job) -> CellWorker:
        """Return what runs one job in this cell."""
        return CellWorker(job, self)

    def close(self) -> None:
        """End whatever still runs in it."""
        if self._cell is not None:
            self._cell.kill()


class CellWorker(Worker):
    """A worker in a cell. When its time is over, the whole cell ends with it."""

    def __init__(self, job: Job, room: CellRoom) -> None:
        super().__init__(job, "fork")
        self._room = room

    def _open(self) -> None:
        ours, theirs = Pipe()
        self._process = self._room.open(theirs.fileno())
        theirs.close()
        self._wire = Line(ours)
        with contextlib.suppress(Late, OSError):  # it ended already; ``finish`` says so
            self._wire.send(pack(job_message(self._job)), time.monotonic() + PATIENCE)

    def _limits(self, timeout: float) -> tuple[float, float | None]:
        return WALL_FACTOR * timeout, timeout

    def _timed_out(self) -> Outcome:
        self._room.close()
        return super()._timed_out()
