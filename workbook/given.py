"""What a scenario's ``given`` shows the learner's code, and what it keeps for the ``check``."""

from __future__ import annotations

from typing import Any

from workbook.comparing import Verdict, describe
from workbook.draw import Draw
from workbook.errors import CourseError, Unavailable
from workbook.exercise import Chapter, Scenario
from workbook.isolation.limits import bounded_memory
from workbook.outcome import Outcome, thaw
from workbook.running import full_name
from workbook.seeding import scenario_seed


class Given:
    """Runs each scenario's ``given`` once, on the trusted side."""

    def __init__(self, chapter: Chapter, seed: int, *, secret: bool = False) -> None:
        self._chapter = chapter
        self._seed = seed
        self._secret = secret
        self._made: dict[Scenario, tuple[Any, Any]] = {}

    def shown(self, scenario: Scenario) -> Any:
        """Return what the learner's process may see."""
        return self._get(scenario)[0]

    def judge(self, scenario: Scenario, outcome: Outcome) -> tuple[Verdict, str | None]:
        """Let the scenario's ``check`` judge an outcome: a verdict, and a misconception's name."""
        if scenario.check is None:
            message = f"{full_name(self._chapter, scenario)} has no check"
            raise CourseError(message)
        if not outcome.returned:
            return Verdict(outcome.ending, outcome.message), None
        kept = self._get(scenario)[1]
        try:
            with bounded_memory():
                failed = scenario.check(thaw(outcome.value), kept)
        except Exception as error:  # noqa: BLE001 - evidence of a shape that no check foresaw
            message = (
                f"returned {describe(outcome.value)}, which cannot be judged "
                f"({type(error).__name__}): read again what the exercise asks to return"
            )
            return Verdict("failed", message), None
        if failed is None:
            return Verdict("passed"), None
        return Verdict("failed", failed.message), failed.misconception

    def _get(self, scenario: Scenario) -> tuple[Any, Any]:
        if scenario.given is None:
            return None, None
        if scenario not in self._made:
            name = f"{full_name(self._chapter, scenario)}/given"
            draw = Draw(scenario_seed(self._seed, name, secret=self._secret), name)
            try:
                self._made[scenario] = scenario.given(draw, **scenario.case)
            except Unavailable:
                raise
            except Exception as error:
                message = f"`{name}` fails: {type(error).__name__}: {error}"
                raise CourseError(message) from error
        return self._made[scenario]
