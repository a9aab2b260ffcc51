"""What right and known-wrong answers do: one interface, whatever it comes from.

``Live`` runs the reference; a kit without solutions will bring recorded outcomes instead.
"""

from __future__ import annotations

from typing import Protocol

from workbook.comparing import Target, alike, is_distinct
from workbook.course import Course
from workbook.errors import CourseError
from workbook.exercise import Exercise, Scenario
from workbook.given import Given
from workbook.isolation.runner import Runner
from workbook.misconceptions import Misconception
from workbook.outcome import Outcome
from workbook.running import Run, full_name
from workbook.seeding import scenario_seed

LINES_FACTOR = 50
FEWEST_LINES = 200
PATIENCE = 6.0  # how many times its declared time a reference may take


class Expected(Protocol):
    """The outcomes of the reference and of its variants under one seed and device."""

    given: Given

    def target(self, scenario: Scenario) -> Target:
        """Return the reference's outcome of a scenario."""

    def misconceptions(self, exercise: Exercise) -> tuple[Misconception, ...]:
        """Return the known wrong answers of an exercise, most specific first."""

    def view(self, scenario: Scenario, outcome: Outcome) -> Outcome:
        """Return what of a learner's outcome can be compared with the target."""

    def fits(self, scenario: Scenario, known: Misconception, outcome: Outcome) -> bool:
        """Whether an outcome is that of a known wrong answer."""

    def distinct(self, scenario: Scenario, known: Misconception) -> bool:
        """Whether a known wrong answer's outcome is clearly another than the reference's."""

    def max_lines(self, scenario: Scenario) -> int | None:
        """Return how many lines a learner's code may run in a scenario."""

    def carries(self) -> bool:
        """Whether there is a reference to carry errors forward with."""


class Live:
    """The reference, run when it is first asked for, each outcome once."""

    def __init__(
        self, course: Course, runner: Runner, seed: int, device: str, *, secret: bool = False
    ) -> None:
        self._course = course
        self._runner = runner
        self._seed = seed
        self._secret = secret
        self._device = device
        self.given = Given(course.chapter, seed, secret=secret)
        self._targets: dict[Scenario, Target] = {}
        self._variants: dict[tuple[Scenario, str], Outcome] = {}

    def under(self, seed: int) -> Live:
        """Return the same reference, run by the same worker, under another seed."""
        return Live(self._course, self._runner, seed, self._device)

    def adopt(self, other: Live) -> None:
        """Take over what another one of the same reference, seed and device has found out."""
        self.given = other.given
        self._targets |= other._targets
        self._variants |= other._variants

    def target(self, scenario: Scenario) -> Target:
        """Run the reference, in float32 and where the scenario supports it in float64."""
        if scenario not in self._targets:
            outcome = self._run(scenario)
            if not outcome.returned:
                message = (
                    f"the reference fails {self._course.chapter.id}/{scenario.exercise}/"
                    f"{scenario.id}: {outcome.message or outcome.ending}"
                )
                raise CourseError(message)
            exact = self._run(scenario, float64=True) if scenario.float64 else None
            self._targets[scenario] = Target(outcome, exact, scenario.floor)
        return self._targets[scenario]

    def misconceptions(self, exercise: Exercise) -> tuple[Misconception, ...]:
        """Return the known wrong answers of an exercise."""
        return self._course.misconceptions.get(exercise.id, ())

    def view(self, _scenario: Scenario, outcome: Outcome) -> Outcome:
        """Everything can be compared with an outcome that was just made."""
        return outcome

    def fits(self, scenario: Scenario, known: Misconception, outcome: Outcome) -> bool:
        """Run a known wrong answer and compare."""
        return alike(scenario, self.variant(scenario, known), outcome)

    def distinct(self, scenario: Scenario, known: Misconception) -> bool:
        """Run a known wrong answer and compare it with the reference."""
        return is_distinct(self.target(scenario), self.variant(scenario, known))

    def carries(self) -> bool:
        """The reference is there."""
        return True

    def variant(self, scenario: Scenario, misconception: Misconception) -> Outcome:
        """Run a known wrong answer."""
        key = (scenario, misconception.name)
        if key not in self._variants:
            self._variants[key] = self._run(scenario, variant=misconception.name)
        return self._variants[key]

    def max_lines(self, scenario: Scenario) -> int | None:
        """Return the scenario's own limit, or 50 times what the reference runs."""
        if not scenario.counts_lines:
            return None
        if scenario.max_lines is not None:
            return scenario.max_lines
        return max(FEWEST_LINES, LINES_FACTOR * self.target(scenario).outcome.lines)

    def _run(
        self, scenario: Scenario, *, float64: bool = False, variant: str | None = None
    ) -> Outcome:
        what = Run(
            scenario=scenario.id,
            seed=scenario_seed(
                self._seed, full_name(self._course.chapter, scenario), secret=self._secret
            ),
            device=self._device,
            float64=float64,
            max_lines=self.max_lines(scenario) if variant else None,
            shown=self.given.shown(scenario),
        )
        self._runner.start(scenario.exercise, what, PATIENCE * scenario.timeout, variant)
        return self._runner.finish()
