"""What a class run leaves: tables, full reports, a page for each student and one for the teacher.

Everything is read from the journal, one student at a time.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from workbook.classroom.journal import Journal, Row
from workbook.classroom.pages import Pages
from workbook.classroom.summary import Summary
from workbook.classroom.text import cell, clean, file_name
from workbook.errors import UsageError
from workbook.exercise import Chapter

DIGITS = 6


def write_outputs(
    journal: Journal, chapter: Chapter, out: Path, *, feedback: bool = True
) -> Summary:
    """Write ``results.csv``, ``results.jsonl``, ``dashboard.html`` and ``feedback/``.

    Raises:
        UsageError: they cannot be written.

    """
    summary = Summary(chapter)
    pages = Pages(chapter)
    try:
        (out / "feedback").mkdir(parents=True, exist_ok=True)
        with _whole(out / "results.csv") as table, _whole(out / "results.jsonl") as lines:
            rows = csv.writer(table, lineterminator="\n")
            rows.writerow(_header(chapter))
            for row in journal.rows():
                rows.writerow(_cells(row, chapter))
                lines.write(_line(row))
                summary.add(row)
                if feedback:
                    name = f"{file_name(row.student.id)}.html"
                    with _whole(out / "feedback" / name) as page:
                        page.write(pages.feedback(row))
        with _whole(out / "dashboard.html") as page:
            page.write(pages.dashboard(summary, journal.fact("isolation") or ""))
    except OSError as error:
        message = f"{out} cannot be written: {error.strerror}"
        raise UsageError(message) from error
    return summary


def marks(row: Row, chapter: Chapter) -> tuple[float, float]:
    """Return what a student earned, and what there was to earn."""
    if row.report is None:
        return 0.0, float(sum(exercise.points for exercise in chapter.exercises))
    points = row.report["points"]
    return points["earned"], points["possible"]


def percent(earned: float, possible: float) -> float:
    """Return a part of a whole in percent."""
    return round(100 * earned / possible, 2) if possible else 0.0


def _header(chapter: Chapter) -> list[str]:
    ids = [exercise.id for exercise in chapter.exercises]
    return ["student", "earned", "possible", "percent", *ids, "status", "flags", "reason"]


def _cells(row: Row, chapter: Chapter) -> list[str]:
    earned, possible = marks(row, chapter)
    each = {e["id"]: e["earned"] for e in row.report["exercises"]} if row.report else {}
    points = [each.get(exercise.id, 0.0) for exercise in chapter.exercises]
    numbers = [f"{n:.10g}" for n in (earned, possible, percent(earned, possible), *points)]
    flags = "; ".join(row.details.get("flags", ()))
    return [cell(row.student.id), *numbers, row.status, cell(clean(flags)), cell(clean(row.reason))]


def _line(row: Row) -> str:
    data: dict[str, Any] = {
        "student": row.student.id,
        "status": row.status,
        "reason": row.reason,
        "report": row.report,
    }
    return json.dumps(data, ensure_ascii=False) + "\n"


@contextmanager
def _whole(path: Path) -> Iterator[TextIO]:
    """Write a file whole or not at all; like the journal, it is for its owner only."""
    beside = path.with_name(f".{path.name}.part")
    descriptor = os.open(beside, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with open(descriptor, "w", encoding="utf-8", newline="") as file:  # noqa: PTH123 - its mode
        yield file
    beside.replace(path)
