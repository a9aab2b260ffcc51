"""What a job does: bundles in, answers out. An answer is plain data; nothing else leaves a job."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from workbook.classroom.archives import Unreadable
from workbook.classroom.bundle import PLACE, Bundle
from workbook.classroom.examiner import Examiner
from workbook.classroom.frames import Frames
from workbook.classroom.text import clean
from workbook.classroom.written import written
from workbook.errors import CourseError, WorkbookError
from workbook.report.json import to_json
from workbook.report.model import Report


def serve(examiner: Examiner, frames: Frames) -> None:
    """Answer until the other side hangs up."""
    while True:
        try:
            message = frames.receive()
        except EOFError:
            return
        frames.send(answer(examiner, Bundle.from_message(message["files"])))


def answer(examiner: Examiner, bundle: Bundle) -> dict[str, Any]:
    """Grade one submission; whatever it holds, there is an answer."""
    began = time.perf_counter()
    try:
        sources = bundle.sources(examiner.course)
        report = examiner.grade_sources(sources, Path(PLACE))
    except Unreadable as error:
        return {"status": "unreadable", "reason": clean(str(error))}
    except WorkbookError as error:
        return refusal(error)
    except Exception as error:  # noqa: BLE001 - one submission must not end the class
        return {"status": "died", "reason": f"grading it failed ({type(error).__name__})"}
    return {
        "status": "graded",
        "report": json.loads(to_json(report)),
        "details": details(report) | {"written": written(examiner.course, sources)},
        "seconds": time.perf_counter() - began,
    }


def refusal(error: WorkbookError) -> dict[str, Any]:
    """Return the answer that ends the whole run: the course or the machine is at fault."""
    kind = "broken" if isinstance(error, CourseError) else "refused"
    return {"status": kind, "reason": str(error)}


def details(report: Report) -> dict[str, Any]:
    """Return what pages show and the contract's JSON does not hold."""
    says: dict[str, dict[str, str]] = {}  # exercise → misconception → what is said of it
    flags: dict[str, list[str]] = {}  # what was found → the exercises that it could go around
    for result in report.exercises:
        told = {s.diagnosis: s.says for s in result.scenarios if s.says}
        if told:
            says[result.exercise.id] = told
        if result.status != "not_attempted":
            for flag in result.flags:
                flags.setdefault(clean(flag, 120), []).append(result.exercise.id)
    told_flags = [f"{flag} ({', '.join(exercises)})" for flag, exercises in flags.items()]
    return {"says": says, "flags": told_flags}
