"""The run over a class: what is in the journal is done, the rest goes to a pool of jobs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any

from workbook.classroom.archives import Unreadable
from workbook.classroom.bundle import Bundle
from workbook.classroom.jobs import Pool
from workbook.classroom.journal import Circumstances, Journal
from workbook.classroom.progress import Progress
from workbook.classroom.submissions import Entry
from workbook.errors import CourseError, UsageError
from workbook.exercise import Chapter

AGAIN = "; it was tried twice, the second time alone"


class Queue:
    """Grades what the journal does not hold yet.

    Args:
        journal: where verdicts are found and written.
        chapter: what was asked.
        circumstances: what verdicts depend on besides the submission.
        open_pool: opens the jobs; not called if there is nothing to grade.
        progress: told of every submission.
        force: grade again what the journal holds.

    """

    def __init__(  # noqa: PLR0913, PLR0917 - what a run is made of
        self,
        journal: Journal,
        chapter: Chapter,
        circumstances: Circumstances,
        open_pool: Callable[[], Pool],
        progress: Progress,
        force: bool = False,  # noqa: FBT001, FBT002
    ) -> None:
        self._journal = journal
        self._chapter = chapter
        self._circumstances = circumstances
        self._open_pool = open_pool
        self._progress = progress
        self._force = force
        self._stack = ExitStack()
        self._pool: Pool | None = None
        self._begun: set[str] = set()
        self._at: dict[str, Entry] = {}
        self._again: dict[str, Entry] = {}

    def run(self, entries: Sequence[Entry]) -> None:
        """Grade them all; every verdict is in the journal as soon as it is known.

        Raises:
            CourseError: the course is at fault, and no submission.
            UsageError: this machine or another one cannot grade as was asked.

        """
        with self._stack:
            for key, entry, bundle in self._missing(entries):
                pool = self._opened()
                done = pool.take() if pool.full else None
                self._at[key] = entry
                pool.give(key, bundle)
                if done:  # written down while the jobs are busy
                    self._record(*done)
            while self._pool and self._pool.busy:
                self._record(*self._pool.take())
            for key, entry in [*self._again.items()]:
                self._grade_alone(key, entry)

    def _missing(self, entries: Sequence[Entry]) -> Iterator[tuple[str, Entry, Bundle]]:
        for entry in entries:
            read = self._read(entry)
            if read is None:
                continue
            key, bundle = read
            self._journal.assign(entry.student.id, key)
            known = self._journal.status(key)
            if key in self._begun:  # another student's files are the same
                self._progress.tell("journal")
            elif known == "died" and not self._force:
                self._begun.add(key)
                self._again[key] = entry
            elif known and not self._force:
                self._progress.tell("journal")
            else:
                self._begun.add(key)
                yield key, entry, bundle

    def _read(self, entry: Entry) -> tuple[str, Bundle] | None:
        try:
            bundle = entry.read(self._chapter)
        except Unreadable as error:
            self._journal.trouble(entry.student.id, str(error))
            self._progress.tell("unreadable")
            return None
        return self._circumstances.key(bundle.digest), bundle

    def _opened(self) -> Pool:
        if self._pool is None:
            self._pool = self._stack.enter_context(self._open_pool())
        return self._pool

    def _record(self, key: str, answer: dict[str, Any]) -> None:
        entry = self._at.pop(key)
        _raise_if_refused(answer)
        self._journal.record(key, answer)
        if answer["status"] == "died":
            self._again[key] = entry
        else:
            self._progress.tell(answer["status"])

    def _grade_alone(self, key: str, entry: Entry) -> None:
        read = self._read(entry)
        if read is None or read[0] != key:  # changed in the meantime: the next run will see it
            return
        pool = self._opened()
        pool.give(key, read[1])
        _, answer = pool.take()
        _raise_if_refused(answer)
        if answer["status"] == "died":
            answer = {"status": "failed", "reason": f"{answer['reason']}{AGAIN}"}
        self._journal.record(key, answer)
        self._progress.tell(answer["status"])


def _raise_if_refused(answer: dict[str, Any]) -> None:
    if answer["status"] == "broken":
        raise CourseError(answer["reason"])
    if answer["status"] == "refused":
        raise UsageError(answer["reason"])
    report = answer.get("report") or {"exercises": []}
    for exercise in report["exercises"]:
        for scenario in exercise["scenarios"]:
            if scenario["status"] == "unavailable":
                message = (
                    f"{report['chapter']}/{exercise['id']}/{scenario['id']} cannot be graded here, "
                    f"so nobody's marks would be complete: {scenario['message']}"
                )
                raise UsageError(message)
