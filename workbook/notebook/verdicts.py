"""What the class's journal says of a notebook that nbgrader is about to grade."""

from __future__ import annotations

from pathlib import Path

from workbook.catalog import course_root
from workbook.classroom.bundle import Bundle
from workbook.classroom.commands import journal_path
from workbook.classroom.journal import Circumstances, Journal
from workbook.classroom.options import options_of
from workbook.classroom.version import course_version, torch_version
from workbook.exercise import Chapter
from workbook.grading import Options
from workbook.report.json import from_json
from workbook.report.model import Report


def options_for(chapter: Chapter) -> Options:
    """Return how this class is graded: with the journal's secret seed, if there is a journal."""
    path = journal_path(course_root(), chapter)
    if not path.exists():
        return Options(isolation="namespaces")
    with Journal(path) as journal:
        return options_of(_circumstances(journal, chapter))


def verdict_on(file: Path, chapter: Chapter) -> Report | None:
    """Return what `workbook class grade` found in a file, if it graded just this file."""
    path = journal_path(course_root(), chapter)
    if not (path.exists() and file.is_file()):
        return None
    with Journal(path) as journal:
        key = _circumstances(journal, chapter).key(Bundle(((file.name, file.read_bytes()),)).digest)
        found = journal.verdict(key)
    if found is None:
        return None
    report, details = found
    return from_json(report, chapter, details.get("says", {}))


def _circumstances(journal: Journal, chapter: Chapter) -> Circumstances:
    return Circumstances(
        chapter=chapter.name,
        seed=int(journal.fact("seed") or 0),
        course=course_version(chapter),
        torch=torch_version(),
        device=journal.fact("device") or "cpu",
        isolation=journal.fact("isolation") or "namespaces",
    )
