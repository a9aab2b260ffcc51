"""What a grading found, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from workbook.exercise import ASPECTS, Aspect, Chapter, Exercise

Status = Literal[
    "passed",
    "failed",
    "error",
    "not_attempted",
    "forbidden",
    "over_budget",
    "timeout",
    "crashed",
    "unavailable",
]
Dot = Literal["all", "some", "none", "absent"]


@dataclass(frozen=True)
class ScenarioResult:
    """One scenario's verdict. ``possible`` is its part of the exercise's points."""

    id: str
    status: Status
    possible: float
    aspect: Aspect
    message: str = ""
    diagnosis: str = ""
    says: str = ""
    carried_forward: bool = False
    printed: str = ""

    @property
    def passed(self) -> bool:
        """Whether it earns its points: on its own, or carried forward."""
        return self.status == "passed" or self.carried_forward

    @property
    def earned(self) -> float:
        """The points earned."""
        return self.possible if self.passed else 0.0


@dataclass(frozen=True)
class ExerciseResult:
    """One exercise's verdicts.

    ``where`` is the file and line a learner should open, ``hint_from`` the rung of the ladder of
    hints at which to begin, ``carried_from`` the exercises whose mistakes were carried forward,
    ``flags`` what in the text deserves a person's eye.
    """

    exercise: Exercise
    scenarios: tuple[ScenarioResult, ...]
    where: str
    hint_from: int = 1
    carried_from: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()

    @property
    def earned(self) -> float:
        """The points earned."""
        return sum(s.earned for s in self.scenarios)

    @property
    def possible(self) -> float:
        """The points that could be earned; scenarios that are unavailable here do not count."""
        return sum(s.possible for s in self.scenarios if s.status != "unavailable")

    @property
    def status(self) -> Literal["passed", "partial", "failed", "not_attempted"]:
        """The exercise in a word."""
        counted = [s for s in self.scenarios if s.status != "unavailable"]
        if all(s.status == "not_attempted" and not s.carried_forward for s in counted):
            return "not_attempted"
        if all(s.passed for s in counted):
            return "passed"
        return "partial" if any(s.passed for s in counted) else "failed"

    @property
    def dots(self) -> dict[Aspect, Dot]:
        """How much of each aspect holds."""
        return {aspect: self._dot(aspect) for aspect in ASPECTS}

    def _dot(self, aspect: Aspect) -> Dot:
        passed = [s.passed for s in self.scenarios if s.aspect == aspect]
        if not passed:
            return "absent"
        return "all" if all(passed) else "some" if any(passed) else "none"


@dataclass(frozen=True)
class Report:
    """A chapter's grading. ``notes`` are sentences about the run itself."""

    chapter: Chapter
    seed: int
    device: str
    isolation: str
    exercises: tuple[ExerciseResult, ...]
    notes: tuple[str, ...] = ()

    @property
    def earned(self) -> float:
        """The points earned."""
        return sum(e.earned for e in self.exercises)

    @property
    def possible(self) -> float:
        """The points that could be earned."""
        return sum(e.possible for e in self.exercises)
