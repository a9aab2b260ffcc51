"""One submission's namespaces: its first process, which forks a worker for each exercise.

No learner code runs in the first process. It answers three requests on its control socket: a
descriptor opens a worker at its other end, ``status`` tells how a worker ended, ``end`` ends one.
When the control socket closes it exits, and the kernel ends all that is left in the namespaces.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import resource
import signal
import socket
from multiprocessing.connection import Connection
from typing import Any

from workbook.course import Course
from workbook.exercise import Chapter
from workbook.isolation import linux
from workbook.isolation.jail import SCRATCH
from workbook.isolation.wire import unpack
from workbook.isolation.worker import Job, serve
from workbook.loading import Contract, Source, Sources

CPU_SECONDS = 600  # for one worker, whatever it does to its softer limit
MOST_FILES = 128
LARGEST_FILE = 2**26
WRITABLE = (SCRATCH, "/dev/null")


def run_cell(control: socket.socket, course: Course, rules: Any) -> None:
    """Serve until the other end hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # the kernel drops what a first process ignores
    workers: dict[int, int] = {}
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 4096, 1)
        if not message:
            os._exit(0)
        request = json.loads(message)
        number = request["worker"]
        if request["do"] == "open":
            pid = os.fork()
            if pid == 0:
                control.close()
                _become_worker(Connection(descriptors[0]), course, rules)
            workers[number] = pid
            os.close(descriptors[0])
        else:
            # Asked how it ended, too: it may have hung up and live. A signal does not change how a
            # process ended that has.
            with contextlib.suppress(ProcessLookupError):
                os.kill(workers[number], signal.SIGKILL)
            _, status = os.waitpid(workers.pop(number), 0)
            code = os.waitstatus_to_exitcode(status)
            if request["do"] == "status":
                control.sendall(str(code).encode())


def _become_worker(wire: Connection, course: Course, rules: Any) -> None:
    try:
        gc.disable()
        job = read_job(wire.recv_bytes(), course.chapter)
        for kind, most in (
            (resource.RLIMIT_CPU, CPU_SECONDS),
            (resource.RLIMIT_FSIZE, LARGEST_FILE),
            (resource.RLIMIT_NOFILE, MOST_FILES),
            (resource.RLIMIT_NPROC, 0),  # it may not fork; the filter says so too
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_MEMLOCK, 0),
        ):
            resource.setrlimit(kind, (most, most))
        linux.landlock(WRITABLE)
        gc.enable()
        serve(job, wire, course, rules.load)
        os._exit(0)
    finally:
        os._exit(70)


def job_message(job: Job) -> dict[str, Any]:
    """Return what a worker in a cell is told of its job."""
    sources = job.sources
    return {
        "modules": {name: [s.text, s.file, list(s.parts)] for name, s in sources.modules.items()},
        "single": sources.single,
        "homes": dict(sources.homes),
        "contracts": {
            name: [c.kind, c.signature, list(c.parameters)] for name, c in job.contracts.items()
        },
        "forbids": list(job.forbids),
        "carried": None if job.carried is None else _carried_message(*job.carried),
    }


def _carried_message(excerpt: Sources, names: tuple[str, ...]) -> dict[str, Any]:
    return {
        "modules": {name: [s.text, s.file] for name, s in excerpt.modules.items()},
        "names": list(names),
    }


def read_job(message: bytes, chapter: Chapter) -> Job:
    """Turn the message back into a job."""
    told = unpack(message)
    modules = {
        name: Source(text, file, tuple(parts))
        for name, (text, file, parts) in told["modules"].items()
    }
    contracts = {
        name: Contract(kind, signature, tuple(parameters))
        for name, (kind, signature, parameters) in told["contracts"].items()
    }
    sources = Sources(modules, told["single"], told["homes"])
    carried = None
    if told["carried"] is not None:
        given = {n: Source(text, file) for n, (text, file) in told["carried"]["modules"].items()}
        carried = (Sources(given), tuple(told["carried"]["names"]))
    return Job(chapter, sources, contracts, forbids=tuple(told["forbids"]), carried=carried)
