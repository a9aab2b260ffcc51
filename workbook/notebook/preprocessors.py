"""What nbgrader runs of ours: one step of `generate_assignment`, one of `autograde`."""

from __future__ import annotations

import atexit
import contextlib
import dataclasses
import functools
import io
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_output
from nbgrader import utils
from nbgrader.preprocessors import ClearSolutions, SaveAutoGrades
from rich.console import Console

from workbook.catalog import course_root, find_chapter
from workbook.classroom.examiner import Examiner
from workbook.errors import UsageError
from workbook.exercise import Chapter
from workbook.notebook.building import given_cells
from workbook.notebook.checking import DIGITS, HERE
from workbook.notebook.submitted import read_notebook
from workbook.notebook.verdicts import options_for, verdict_on
from workbook.report.console import print_report
from workbook.report.model import ExerciseResult, Report

Resources = dict[str, Any]


class ReleaseStubs(ClearSolutions):
    """Clears solutions; an answer's cell of ours becomes the exercise's own stub."""

    def preprocess_cell(self, cell: Any, resources: Resources, index: int) -> tuple[Any, Resources]:
        """Put the stub in the place of the reference."""
        stub = cell.metadata.pop("workbook", {}).get("stub")
        if stub is None:
            return super().preprocess_cell(cell, resources, index)
        cell.source = stub
        return cell, resources


class GradeInIsolation(SaveAutoGrades):
    """Takes the place of running the notebook: verdicts come from the isolated grader.

    Scores go into the gradebook, the feedback becomes the test cells' output, and what was learned
    about a mistake becomes the comment of the answer's cell.
    """

    def preprocess(self, nb: Any, resources: Resources) -> tuple[Any, Resources]:
        """Grade one notebook."""
        names = resources["nbgrader"]
        self._results: dict[str, ExerciseResult] = {}
        try:
            chapter = _chapter(names["notebook"], names["assignment"])
            file = f"{names['notebook']}.ipynb"  # nbgrader works in the course's directory
            submitted = Path("submitted", names["student"], names["assignment"], file)
            report = verdict_on(submitted, chapter)
            report = report or grade_notebook(chapter, nbformat.writes(nb), file)
        except UsageError as error:
            self._trouble = str(error)
        else:
            self._trouble = ""
            self._results = {f"check-{r.exercise.id}": r for r in report.exercises}
            for cell in nb.cells:
                self._fill(cell, report)
        return super().preprocess(nb, resources)

    def _fill(self, cell: Any, report: Report) -> None:
        """Write the feedback into a test cell, as if the cell had been run."""
        if cell.cell_type != "code":
            return
        cell.outputs = []
        result = self._results.get(cell.metadata.get("nbgrader", {}).get("grade_id", ""))
        if result is not None:
            value = {"text/plain": repr(_points(result))}
            cell.outputs = [
                new_output("stream", name="stdout", text=_feedback(report, result)),
                new_output("execute_result", data=value, execution_count=1),
            ]
            cell.execution_count = 1

    def _add_score(self, cell: Any, resources: Resources) -> None:
        """Save the score; a test cell that is not ours waits for a person."""
        name = cell.metadata["nbgrader"]["grade_id"]
        if name in self._results or utils.determine_grade(cell, self.log)[0] == 0:
            super()._add_score(cell, resources)
            return
        grade = self.gradebook.find_grade(
            name, self.notebook_id, self.assignment_id, self.student_id
        )
        grade.auto_score = 0.0 if self._trouble else None
        grade.needs_manual_grade = not self._trouble
        self.gradebook.db.commit()

    def _add_comment(self, cell: Any, resources: Resources) -> None:
        """Say at the answer's cell what is wrong with it."""
        super()._add_comment(cell, resources)
        name = cell.metadata["nbgrader"]["grade_id"]
        result = self._results.get(f"check-{name}")
        said = self._trouble or (_said(result) if result is not None else "")
        if said:
            comment = self.gradebook.find_comment(
                name, self.notebook_id, self.assignment_id, self.student_id
            )
            comment.auto_comment = said
            self.gradebook.db.commit()


def grade_notebook(chapter: Chapter, text: str, file: str) -> Report:
    """Grade a notebook's text in isolation.

    Raises:
        UsageError: it cannot be read; the sentence says why.

    """
    try:
        sources = read_notebook(text, file, chapter, given_cells(_examiner(chapter).course))
    except ValueError:
        message = f"{file} is not a notebook of nbformat 4"
        raise UsageError(message) from None
    return _examiner(chapter).grade_sources(sources, Path(file))


@functools.cache
def _examiner(chapter: Chapter) -> Examiner:
    """Open one examiner for all notebooks that this process grades."""
    stack = contextlib.ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(Examiner(chapter, options_for(chapter)))


def _chapter(notebook: str, assignment: str) -> Chapter:
    try:
        return find_chapter(course_root(), notebook)
    except UsageError:
        return find_chapter(course_root(), assignment)


def _points(result: ExerciseResult) -> float:
    share = result.earned / result.possible if result.possible else 0.0
    return round(share * float(result.exercise.points), DIGITS)


def _feedback(report: Report, result: ExerciseResult) -> str:
    """Return what a student may read: all but the seed, which is secret."""
    page = io.StringIO()
    console = Console(file=page, width=80, force_jupyter=False, color_system=None)
    told = dataclasses.replace(result, where=HERE)
    print_report(dataclasses.replace(report, exercises=(told,), seed=0), console, next_step=False)
    return page.getvalue().replace("seed 0 · ", "", 1)


def _said(result: ExerciseResult) -> str:
    """Return the sentence of the mistake that was recognised, or the first difference."""
    failed = [s for s in result.scenarios if not s.passed and s.status != "not_attempted"]
    sentences = [s.says for s in failed if s.says] or [s.message for s in failed]
    return sentences[0] if sentences else ""
