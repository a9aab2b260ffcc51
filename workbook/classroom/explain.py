"""One verdict again, in full: the same submission, seed and isolation."""

from __future__ import annotations

from pathlib import Path

from workbook.classroom.archives import Unreadable
from workbook.classroom.bundle import PLACE
from workbook.classroom.examiner import Examiner
from workbook.classroom.journal import Circumstances, Journal
from workbook.classroom.options import options_of
from workbook.classroom.submissions import Entry, open_class
from workbook.classroom.version import course_version, torch_version
from workbook.course import Course
from workbook.errors import UsageError, did_you_mean
from workbook.exercise import Chapter, Exercise
from workbook.report.model import Report


def explain(
    journal: Journal, chapter: Chapter, student: str, exercise: Exercise
) -> tuple[Report, list[str]]:
    """Grade one exercise again; return the report, and sentences on what has changed since.

    Raises:
        UsageError: there is no such student, or what they handed in cannot be read.

    """
    now = Circumstances(
        chapter=chapter.name,
        seed=int(journal.fact("seed") or 0),
        course=course_version(chapter),
        torch=torch_version(),
        device=journal.fact("device") or "cpu",
        isolation=journal.fact("isolation") or "namespaces",
    )
    with open_class(Path(journal.fact("submitted") or ""), chapter) as handed:
        entry = _find(handed.entries, student)
        try:
            bundle = entry.read(chapter)
            sources = bundle.sources(Course(chapter))
        except Unreadable as error:
            message = f"{entry.student.id}: {error}"
            raise UsageError(message) from error
    notes = []
    if journal.key_of(entry.student.id) != now.key(bundle.digest):
        what = "the course" if journal.fact("course") != now.course else "the submission"
        notes.append(f"{what} has changed since this class was graded: the marks may differ")
    with Examiner(chapter, options_of(now)) as examiner:
        return examiner.grade_sources(sources, Path(PLACE), [exercise]), notes


def _find(entries: list[Entry], wanted: str) -> Entry:
    for known in (
        {entry.student.id: entry for entry in entries},
        {entry.student.number: entry for entry in entries if entry.student.number},
        {entry.student.name: entry for entry in entries if entry.student.name},
    ):
        if wanted in known:
            return known[wanted]
    names = [entry.student.id for entry in entries]
    message = f"there is no student '{wanted}' in this class.{did_you_mean(wanted, names)}"
    raise UsageError(message)
