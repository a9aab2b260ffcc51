"""The class in numbers: gathered one student at a time, so that it stays small."""

from __future__ import annotations

import heapq
import statistics
from collections import Counter
from dataclasses import dataclass, field

from workbook.classroom.alike import Pair, near_identical
from workbook.classroom.journal import Row
from workbook.classroom.text import clean
from workbook.exercise import Chapter, Exercise

BINS = 10
SLOWEST = 10
SHOWN = 200
CRASHED = {"crashed", "timeout"}


@dataclass
class Success:
    """How one exercise went: counts by status, and the part of its points that was earned."""

    exercise: Exercise
    counts: Counter[str] = field(default_factory=Counter)
    earned: float = 0.0
    possible: float = 0.0

    @property
    def part(self) -> float:
        """The part of the points that the graded submissions earned."""
        return self.earned / self.possible if self.possible else 0.0


@dataclass(frozen=True)
class Mistake:
    """A misconception that was named, and how many made it."""

    exercise: str
    name: str
    says: str
    count: int


class Summary:
    """What the dashboard shows."""

    def __init__(self, chapter: Chapter) -> None:
        self.chapter = chapter
        self.statuses: Counter[str] = Counter()
        self.percents: list[float] = []
        self.success = [Success(exercise) for exercise in chapter.exercises]
        self.flagged: list[tuple[str, list[str]]] = []
        self.unreadable: list[tuple[str, str]] = []
        self.crashed: list[tuple[str, str]] = []
        self.students: list[tuple[str, str, float]] = []  # student, status, percent
        self._mistakes: Counter[tuple[str, str]] = Counter()
        self._says: dict[tuple[str, str], str] = {}
        self._slowest: list[tuple[float, str]] = []
        self._written: list[tuple[str, dict[str, str]]] = []

    def add(self, row: Row) -> None:
        """Count one student in."""
        self.statuses[row.status] += 1
        name = row.student.id
        if row.report is None:
            self.students.append((name, row.status, 0.0))
            if row.status != "waiting":
                self.unreadable.append((name, clean(row.reason)))
            return
        points = row.report["points"]
        percent = 100 * points["earned"] / points["possible"] if points["possible"] else 0.0
        self.percents.append(percent)
        self.students.append((name, row.status, percent))
        if row.details.get("flags"):
            self.flagged.append((name, row.details["flags"]))
        self._written.append((name, row.details.get("written", {})))
        heapq.heappush(self._slowest, (row.seconds, name))
        if len(self._slowest) > SLOWEST:
            heapq.heappop(self._slowest)
        for success, told in zip(self.success, row.report["exercises"], strict=True):
            success.counts[told["status"]] += 1
            success.earned += told["earned"]
            success.possible += told["possible"]
            self._count_mistakes(told["id"], row.details.get("says", {}).get(told["id"], {}))
            crashes = sorted({s["status"] for s in told["scenarios"]} & CRASHED)
            if crashes and len(self.crashed) < SHOWN:
                self.crashed.append((name, f"{told['id']}: {', '.join(crashes)}"))

    def _count_mistakes(self, exercise: str, says: dict[str, str]) -> None:
        for name, sentence in says.items():
            self._mistakes[exercise, name] += 1
            self._says[exercise, name] = sentence

    @property
    def mean(self) -> float:
        """The mean mark in percent."""
        return statistics.fmean(self.percents) if self.percents else 0.0

    @property
    def median(self) -> float:
        """The median mark in percent."""
        return statistics.median(self.percents) if self.percents else 0.0

    @property
    def histogram(self) -> list[int]:
        """How many marks fall into each tenth; full marks fall into the last."""
        bins = Counter(min(BINS - 1, int(percent // (100 / BINS))) for percent in self.percents)
        return [bins[number] for number in range(BINS)]

    @property
    def mistakes(self) -> list[Mistake]:
        """The misconceptions, the most common first."""
        found = sorted(self._mistakes.items(), key=lambda one: (-one[1], one[0]))
        return [Mistake(e, name, self._says[e, name], count) for (e, name), count in found[:20]]

    @property
    def slowest(self) -> list[tuple[str, float]]:
        """The submissions that took longest to grade."""
        return [(name, seconds) for seconds, name in sorted(self._slowest, reverse=True)]

    @property
    def alike(self) -> list[Pair]:
        """The submissions that are nearly the same."""
        return near_identical(self._written)
