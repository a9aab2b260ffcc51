"""A warm examiner as a process of its own: an order first, then bundles in, answers out.

``python -m workbook.classroom.warm`` reads frames from standard input and writes frames to
standard output. A Dask worker keeps one beside it, so that no learner code, and nothing that was
forked from a process with threads, is ever in the worker itself.
"""

from __future__ import annotations

import dataclasses
import os
import selectors
import subprocess
import sys
from typing import Any

from workbook.classroom.frames import Frames
from workbook.classroom.journal import Circumstances

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
LONGEST_ANSWER = 3600.0  # seconds; the examiner's own limits are far below


class WarmExaminer:
    """The near end of such a process; it ends when this is closed or forgotten by a dying one."""

    def __init__(self, circumstances: Circumstances) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "workbook.classroom.warm"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **ONE_THREAD, "PYTHONHASHSEED": "0"},
        )
        assert self._process.stdin  # noqa: S101 - asked for above
        assert self._process.stdout  # noqa: S101
        self._frames = Frames(self._process.stdout.fileno(), self._process.stdin.fileno())
        self._frames.send(dataclasses.asdict(circumstances))

    def answer(self, files: list[list[str]]) -> dict[str, Any]:
        """Have one bundle graded.

        Raises:
            EOFError: the process is gone, or hangs.

        """
        try:
            self._frames.send({"files": files})
        except OSError as error:
            raise EOFError from error
        with selectors.DefaultSelector() as selector:
            selector.register(self._frames, selectors.EVENT_READ)
            if not selector.select(LONGEST_ANSWER):
                raise EOFError
        return self._frames.receive()

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.communicate()


def main() -> None:
    """Serve one order."""
    frames = Frames(os.dup(0), os.dup(1))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)  # what something prints is not a frame
    from workbook.classroom.service import refusal, serve
    from workbook.errors import WorkbookError

    circumstances = Circumstances(**frames.receive())
    try:
        with _opened(circumstances) as examiner:
            examiner.prepare()
            serve(examiner, frames)
    except WorkbookError as error:
        frames.receive()  # whatever was to be graded, this is the answer
        frames.send(refusal(error))


def _opened(circumstances: Circumstances):  # noqa: ANN202 - an Examiner, imported late
    from workbook.catalog import course_root, find_chapter
    from workbook.classroom.examiner import Examiner
    from workbook.classroom.jobs import children_die_with_this
    from workbook.classroom.options import options_of
    from workbook.classroom.version import course_version, torch_version
    from workbook.errors import UsageError

    chapter = find_chapter(course_root(), circumstances.chapter)
    for what, here, there in (
        ("the course", course_version(chapter), circumstances.course),
        ("torch", torch_version(), circumstances.torch),
    ):
        if here != there:
            message = (
                f"has another version of {what} ({here[:12]}) than this machine ({there[:12]}): "
                "marks would not be the same; bring both to one version"
            )
            raise UsageError(message)
    if circumstances.isolation == "process":
        children_die_with_this()
    return Examiner(chapter, options_of(circumstances))


if __name__ == "__main__":
    main()
