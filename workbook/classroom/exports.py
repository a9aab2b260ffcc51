"""Marks in the columns that other systems import."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from typing import TextIO

from workbook.classroom.journal import Journal, Row
from workbook.classroom.outputs import marks, percent
from workbook.classroom.text import cell, clean
from workbook.exercise import Chapter

CANVAS_HEADER = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
MOODLE_HEADER = (
    "Identifier",
    "Full name",
    "Email address",
    "Status",
    "Grade",
    "Maximum Grade",
    "Grade can be changed",
    "Last modified (submission)",
    "Last modified (grade)",
    "Feedback comments",
)


def canvas(journal: Journal, chapter: Chapter, column: str) -> Iterator[list[str]]:
    """Yield the rows of a Canvas gradebook.

    Canvas finds students by the ID that its own file names carry, else by their login; an
    assignment by ``column``, which ends in its number: ``Homework 4 (12345)``.
    """
    yield [*CANVAS_HEADER, column]
    yield ["    Points Possible", *[""] * 4, _number(_possible(chapter))]
    for row in journal.rows():
        earned, _ = marks(row, chapter)
        if row.student.system == "canvas":
            who = [cell(row.student.name), row.student.number, "", "", ""]
        else:
            who = [cell(row.student.id), "", "", cell(row.student.id), ""]
        yield [*who, _number(earned)]


def moodle(journal: Journal, chapter: Chapter, column: str) -> Iterator[list[str]]:
    """Yield the rows of a Moodle grading worksheet; Moodle finds students by the identifier."""
    del column
    yield [*MOODLE_HEADER]
    for row in journal.rows():
        earned, possible = marks(row, chapter)
        student = row.student
        known = student.system == "moodle"
        identifier = f"Participant {student.number}" if known else student.id
        yield [
            cell(identifier),
            cell(student.name or student.id),
            "",
            "",
            _number(earned),
            _number(possible),
            "Yes",
            "-",
            "-",
            cell(clean(_comment(row))),
        ]


def plain(journal: Journal, chapter: Chapter, column: str) -> Iterator[list[str]]:
    """Yield student, earned, possible and percent."""
    del column
    yield ["student", "earned", "possible", "percent"]
    for row in journal.rows():
        earned, possible = marks(row, chapter)
        numbers = (earned, possible, percent(earned, possible))
        yield [cell(row.student.id), *map(_number, numbers)]


FORMATS: dict[str, Callable[[Journal, Chapter, str], Iterator[list[str]]]] = {
    "canvas": canvas,
    "moodle": moodle,
    "csv": plain,
}


def export(journal: Journal, chapter: Chapter, form: str, column: str, file: TextIO) -> None:
    """Write the marks of a class in one of the ``FORMATS``."""
    csv.writer(file, lineterminator="\n").writerows(FORMATS[form](journal, chapter, column))


def _comment(row: Row) -> str:
    if row.report is None:
        return row.reason
    passed = sum(exercise["status"] == "passed" for exercise in row.report["exercises"])
    return f"{passed} of {len(row.report['exercises'])} exercises passed"


def _possible(chapter: Chapter) -> float:
    return float(sum(exercise.points for exercise in chapter.exercises))


def _number(number: float) -> str:
    return f"{round(number, 2):g}"
