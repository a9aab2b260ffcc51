"""Which known misconception a learner's outcomes look like."""

from __future__ import annotations

from collections.abc import Mapping

from workbook.comparing import DISTINCT, Target, compare
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
        variant = expected.variant(scenario, misconception)
        if not alike(scenario, variant, outcomes[scenario]):
            return False
        distinct = distinct or is_distinct(expected.target(scenario), variant)
    return distinct


def alike(scenario: Scenario, variant: Outcome, actual: Outcome) -> bool:
    """Whether a learner's outcome is the variant's."""
    if variant.returned and actual.returned:
        return compare(Target(variant, floor=scenario.floor), actual).passed
    return (variant.ending, variant.error) == (actual.ending, actual.error)


def is_distinct(target: Target, outcome: Outcome) -> bool:
    """Whether an outcome is clearly another than the reference's."""
    verdict = compare(target, outcome)
    return not verdict.passed and verdict.distance > DISTINCT
