"""A course directory that nbgrader's own commands work in, with no further setup."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from workbook.course import Course
from workbook.errors import UsageError
from workbook.exercise import Chapter
from workbook.notebook.building import source_notebook

CONFIG = '''"""nbgrader's configuration of this course. Change what you like: it is written once."""

import os

from nbgrader import preprocessors as steps

from workbook.notebook.preprocessors import GradeInIsolation, ReleaseStubs

c = get_config()

HERE = os.path.dirname(os.path.abspath(__file__))
os.environ.setdefault("WORKBOOK_ROOT", {root!r})  # the whole course, on the instructor's machine

c.CourseDirectory.root = HERE
c.CourseDirectory.course_id = {course_id!r}
c.CourseDirectory.db_url = os.environ.get("WORKBOOK_DB", f"sqlite:///{{HERE}}/gradebook.db")
c.Exchange.path_includes_course = False

# An answer's cell becomes the exercise's own stub.
c.GenerateAssignment.preprocessors = [
    steps.IncludeHeaderFooter,
    steps.LockCells,
    ReleaseStubs,
    steps.ClearOutput,
    steps.CheckCellMetadata,
    steps.ComputeChecksums,
    steps.SaveCells,
    steps.ClearHiddenTests,
    steps.ClearMarkScheme,
    steps.ComputeChecksums,
    steps.CheckCellMetadata,
]

# Marks come from the isolated grader and its journal: no kernel runs a learner's code.
c.Autograde.autograde_preprocessors = [
    GradeInIsolation,
    steps.AssignLatePenalties,
    steps.CheckCellMetadata,
]
c.OverwriteCells.add_missing_cells = True
c.Execute.timeout = 600  # for `nbgrader validate`, which runs the notebook
'''


def write_course(chapters: Sequence[Chapter], out: Path) -> list[Path]:
    """Make a course directory, or bring the source notebooks of one up to date.

    What the instructor has in it stays: ``nbgrader_config.py`` is written once, and a source
    notebook that somebody changed is left alone: the new one is written to ``.workbook/``.

    Returns:
        the source notebooks.

    """
    import nbformat

    out.mkdir(parents=True, exist_ok=True)
    config = out / "nbgrader_config.py"
    if not config.exists():
        text = CONFIG.format(root=str(chapters[0].root), course_id=out.resolve().name)
        config.write_text(text, encoding="utf-8")
    written = []
    for chapter in chapters:
        path = out / "source" / chapter.id / f"{chapter.name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = nbformat.writes(source_notebook(Course(chapter))) + "\n"
        written.append(_write(path, text, out / ".workbook" / f"{chapter.id}.sha256"))
    return written


def _write(path: Path, text: str, last: Path) -> Path:
    """Write a notebook; where another stands that this tool did not write, beside it.

    Beside, but not in ``source/``: nbgrader releases every file that stands there.
    """
    known = last.read_text(encoding="ascii") if last.exists() else ""
    if path.exists() and _hash(path.read_text(encoding="utf-8")) not in (known, _hash(text)):
        path = last.with_name(path.name)
    last.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    if path.suffix == ".ipynb" and path.parent != last.parent:
        last.write_text(_hash(text), encoding="ascii")
    return path


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def write_notebook(chapter: Chapter, out: Path) -> Path:
    """Write the source notebook of one chapter into a directory.

    Raises:
        UsageError: it is there already.

    """
    import nbformat

    path = out / f"{chapter.name}.ipynb"
    if path.exists():
        message = f"{path} is there already: remove it, or name another directory"
        raise UsageError(message)
    out.mkdir(parents=True, exist_ok=True)
    nbformat.write(source_notebook(Course(chapter)), path)
    return path
