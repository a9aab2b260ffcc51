"""Which known misconception a learner's outcomes look like."""

from __future__ import annotations

from collections.abc import Mapping

from workbook.exercise import Exercise, Scenario
from workbook.expected import Expected
from workbook.misconceptions import Misconception
from workbook.outcome import Outcome


def diagnose(
    exercise: Exercise, outcomes: Mapping[Scenario, Outcome], expected: Expected
) -> Misconception | None:
    """Return the first misconception whose outcomes are the learner's in every scenario.

    Passes count too. Judged scenarios are left out, since a training run never *equals* another;
    so is what is not started. Failures match only failures of their own kind.
    """
    compared = [s for s, o in outcomes.items() if not s.judged and o.ending != "not_attempted"]
    for misconception in expected.misconceptions(exercise):
        if misconception.named and _fits(misconception, compared, outcomes, expected):
            return misconception
    return None


def _fits(
    misconception: Misconception,
    scenarios: list[Scenario],
    outcomes: Mapping[Scenario, Outcome],
    expected: Expected,
) -> bool:
    distinct = False
    for scenario in scenarios:
        if not expected.fits(scenario, misconception, outcomes[scenario]):
            return False
        distinct = distinct or expected.distinct(scenario, misconception)
    return distinct
