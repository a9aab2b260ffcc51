"""The warm parent of all cells: it has torch and the chapter's graders, and never a secret.

``python -m workbook.isolation.zygote DESCRIPTOR ROOT CHAPTER DIRECTORY`` imports what cells need,
shuts itself in, and forks a cell for each request on the control socket. It has no solutions, no
seed, no submission: what a cell inherits from it is public.
"""

from __future__ import annotations

import contextlib
import gc
import os
import socket
import sys
import tempfile
from pathlib import Path

import torch

from workbook.catalog import find_chapter
from workbook.course import Course
from workbook.isolation import linux
from workbook.isolation.cell import run_cell
from workbook.isolation.filters import build_filter
from workbook.isolation.jail import SCRATCH, enter_cell, enter_jail
from workbook.isolation.limits import address_space, silence
from workbook.isolation.rehearsal import rehearse


def main(descriptor: int, root: str, chapter_name: str, directory: str) -> None:
    """Prepare, say so (or why not), and serve until the other end hangs up."""
    linux.die_with_parent()
    control = socket.socket(fileno=descriptor)
    torch.set_num_threads(1)
    try:
        course = Course(find_chapter(Path(root), chapter_name))
        rehearse(course)
        rules = build_filter()
        silence()
        address_space()  # a cell may have no /proc to read it from
        enter_jail(directory, Path(root))
        tempfile.tempdir = SCRATCH  # the rehearsal may have settled on another one
    except Exception as error:  # noqa: BLE001 - told to the other side, which knows what to say
        control.sendall(f"{type(error).__name__}: {error}".encode())
        return
    gc.collect()
    gc.freeze()  # so that collections in a cell do not touch, and copy, shared pages
    own = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
    control.sendall(b"ready")
    number = 0
    while True:
        received, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not received:
            return
        number += 1
        linux.unshare(linux.NEWPID)  # children live in new PID namespaces from here on …
        pid = os.fork()
        if pid == 0:
            control.close()
            _become_cell(number, socket.socket(fileno=descriptors[0]), course, rules)
        linux.setns(own, linux.NEWPID)  # … and from here on no longer
        os.close(descriptors[0])
        handle = os.pidfd_open(pid)
        socket.send_fds(control, [b"p"], [handle])
        os.close(handle)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


def _become_cell(number: int, control: socket.socket, course: Course, rules: object) -> None:
    try:
        enter_cell(number)
        run_cell(control, course, rules)
    finally:
        os._exit(1)


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
