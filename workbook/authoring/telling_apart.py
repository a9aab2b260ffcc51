"""Whether misconceptions are still told apart under another seed, at the least cost."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from workbook.comparing import alike, compare, is_distinct
from workbook.exercise import Exercise, Scenario
from workbook.expected import Live
from workbook.misconceptions import Misconception


def still_told_apart(
    exercise: Exercise,
    known: Sequence[Misconception],
    scenarios: Sequence[Scenario],
    expected: Live,
) -> Iterator[str]:
    """Yield a line for each misconception that the diagnosis would not name.

    The diagnosis names the first that fits, so each is compared with those before it.
    """
    telling = _Telling(scenarios, expected)
    for number, one in enumerate(known):
        if not telling.loses_points(one):
            continue  # with these inputs it happens to be right
        if not telling.clearly_wrong(one):
            yield f"{exercise.id}: '{one.name}' is not named by the diagnosis"
        for earlier in known[:number]:
            if not telling.differ(one, earlier):
                yield f"{exercise.id}: '{one.name}' is taken for '{earlier.name}'"


class _Telling:
    """Asks scenarios until one tells; that one is asked first the next time.

    So most scenarios are never run.
    """

    def __init__(self, scenarios: Sequence[Scenario], expected: Live) -> None:
        self._order = list(scenarios)
        self._expected = expected

    def loses_points(self, one: Misconception) -> bool:
        variant, target = self._expected.variant, self._expected.target
        return self._any(lambda s: not compare(target(s), variant(s, one)).passed)

    def clearly_wrong(self, one: Misconception) -> bool:
        variant, target = self._expected.variant, self._expected.target
        return self._any(lambda s: is_distinct(target(s), variant(s, one)))

    def differ(self, one: Misconception, earlier: Misconception) -> bool:
        variant = self._expected.variant

        def apart(s: Scenario) -> bool:
            mine = variant(s, one)
            return mine.ending != "not_attempted" and not alike(s, variant(s, earlier), mine)

        return self._any(apart)

    def _any(self, tells: Callable[[Scenario], bool]) -> bool:
        for scenario in self._order:
            if tells(scenario):
                self._order.remove(scenario)
                self._order.insert(0, scenario)
                return True
        return False
