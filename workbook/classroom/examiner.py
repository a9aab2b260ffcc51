"""Grades many submissions of one chapter with one set of expected outcomes."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Self

from workbook.course import Course
from workbook.exercise import Chapter, Exercise
from workbook.expected import Live
from workbook.grading import Grading, Options, housing_for, live
from workbook.isolation.housing import Housing
from workbook.loading import Sources, read_submission
from workbook.report.model import Report

PATIENCE = 3.0  # how many times its scenarios' own limits a submission may take, and …
GRACE = 60.0  # … how many seconds on top, before its job counts as hung


class Examiner:
    """Holds what all submissions of a chapter share. A context manager.

    Args:
        chapter: what was asked of the class.
        options: the (secret) seed, the device and the isolation level.

    """

    def __init__(self, chapter: Chapter, options: Options) -> None:
        self.course = Course(chapter)
        self.options = options
        self._stack = contextlib.ExitStack()
        self._expected: Live | None = None
        self._housing: Housing | None = None

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as opened:
            self._housing = opened.enter_context(housing_for(self.course, self.options))
            self._expected = opened.enter_context(live(self.course, self.options))
            self._stack = opened.pop_all()
        return self

    def __exit__(self, *exception: object) -> None:
        self._stack.close()

    @property
    def patience(self) -> float:
        """How many seconds one submission may take at the very most."""
        return GRACE + PATIENCE * sum(scenario.timeout for scenario in self.course.scenarios)

    def prepare(self) -> None:
        """Run the reference in every scenario, so that jobs forked from here share its outcomes.

        An examiner that only prepares what jobs do need not be opened.
        """
        with contextlib.ExitStack() as stack:
            if self._expected is None:
                self._expected = stack.enter_context(live(self.course, self.options))
            for scenario in self.course.scenarios:
                self._expected.given.shown(scenario)
                if not scenario.judged:
                    self._expected.target(scenario)

    @contextlib.contextmanager
    def in_job(self) -> Iterator[Examiner]:
        """Open this examiner again in a process that was forked after ``prepare``.

        The outcomes are shared. What has an end in another process (the housing, the reference's
        runner) is opened anew.
        """
        own = Examiner(self.course.chapter, self.options)
        own.course = self.course
        with own:
            if own._expected and self._expected:
                own._expected.adopt(self._expected)
            yield own

    def grade(self, path: Path) -> Report:
        """Grade one submission, a path as ``workbook grade --submission`` takes it.

        Raises:
            UsageError: it holds nothing that could be graded; the sentence says why.

        """
        return self.grade_sources(read_submission(path, self.course.chapter), path)

    def grade_sources(
        self, sources: Sources, where: Path, exercises: Sequence[Exercise] = ()
    ) -> Report:
        """Grade the given exercises, or all, of a submission that was read already."""
        with Grading(
            self.course,
            sources,
            where,
            self.options,
            expected=self._expected,
            housing=self._housing,
        ) as grading:
            return grading.report(exercises)
