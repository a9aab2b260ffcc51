"""Grades many submissions of one chapter with one set of expected outcomes."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Self

from workbook.course import Course
from workbook.exercise import Chapter
from workbook.expected import Live
from workbook.grading import Grading, Options, housing_for, live
from workbook.isolation.housing import Housing
from workbook.loading import read_submission
from workbook.report.model import Report


class Examiner:
    """Holds what all submissions of a chapter share. A context manager.

    Args:
        chapter: what was asked of the class.
        options: the (secret) seed, the device and the isolation level.

    """

    def __init__(self, chapter: Chapter, options: Options) -> None:
        self._course = Course(chapter)
        self._options = options
        self._stack = contextlib.ExitStack()
        self._expected: Live
        self._housing: Housing

    def __enter__(self) -> Self:
        self._housing = self._stack.enter_context(housing_for(self._course, self._options))
        self._expected = self._stack.enter_context(live(self._course, self._options))
        return self

    def __exit__(self, *exception: object) -> None:
        self._stack.close()

    def prepare(self) -> None:
        """Run the reference in every scenario, so that jobs forked from here share its outcomes."""
        for scenario in self._course.scenarios:
            self._expected.given.shown(scenario)
            if not scenario.judged:
                self._expected.target(scenario)

    def grade(self, path: Path) -> Report:
        """Grade one submission, a path as ``workbook grade --submission`` takes it.

        Raises:
            UsageError: it holds nothing that could be graded; the sentence says why.

        """
        sources = read_submission(path, self._course.chapter)
        with Grading(
            self._course,
            sources,
            path,
            self._options,
            expected=self._expected,
            housing=self._housing,
        ) as grading:
            return grading.report()
