"""What right and known-wrong answers did when a learner's kit was made.

One file an exercise, a frame of the wire: no code, no pickle, and no line of a solution. Of what is
large, a sample is kept: every outcome of a known wrong answer is cut to ``FEW`` entries a tensor,
and of the reference's outcomes only those above ``MANY`` entries.
"""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import Any

from workbook.comparing import Target, alike
from workbook.course import Course
from workbook.errors import UsageError
from workbook.exercise import Exercise, Scenario
from workbook.given import Given
from workbook.isolation.runner import outcome_from_tree
from workbook.isolation.wire import unpack
from workbook.misconceptions import Misconception
from workbook.outcome import Leaf, Outcome

SEED = 0  # the one that outcomes are recorded under
FEW, MANY = 48, 8192  # entries


class Recorded:
    """The outcomes that a kit brings, as ``Expected``."""

    def __init__(self, course: Course, seed: int) -> None:
        if seed != SEED:
            message = f"a learner's kit grades with seed {SEED} only: its outcomes were recorded"
            raise UsageError(message)
        self._course = course
        self._record = functools.cache(self._read)
        self.given = Given(course.chapter, SEED)

    def target(self, scenario: Scenario) -> Target:
        """Return the reference's outcome."""
        kept = self._record(scenario.exercise)["scenarios"][scenario.id]
        outcome = outcome_from_tree(kept["outcome"])
        exact = _with_rounding(outcome, kept["rounding"]) if kept["rounding"] else None
        return Target(outcome, exact, scenario.floor)

    def view(self, _scenario: Scenario, outcome: Outcome) -> Outcome:
        """Return a learner's outcome, with a sample of what is large."""
        return sampled(outcome, MANY)

    def misconceptions(self, exercise: Exercise) -> tuple[Misconception, ...]:
        """Return the known wrong answers: their names and what is said to them."""
        return tuple(
            Misconception(one["name"], one["says"], (), one["hint"], one["named"])
            for one in self._record(exercise.id)["misconceptions"]
        )

    def fits(self, scenario: Scenario, known: Misconception, outcome: Outcome) -> bool:
        """Whether an outcome is that of a known wrong answer, as far as the sample goes."""
        kept = self._record(scenario.exercise)["scenarios"][scenario.id]["variants"]
        if known.name not in kept:  # there it does what the reference does
            return alike(scenario, self.target(scenario).outcome, self.view(scenario, outcome))
        return alike(scenario, outcome_from_tree(kept[known.name]), sampled(outcome, FEW))

    def distinct(self, scenario: Scenario, known: Misconception) -> bool:
        """Whether a known wrong answer's outcome was clearly another than the reference's."""
        return known.name in self._record(scenario.exercise)["scenarios"][scenario.id]["distinct"]

    def max_lines(self, scenario: Scenario) -> int | None:
        """Return the limit of lines that was recorded."""
        return self._record(scenario.exercise)["max_lines"].get(scenario.id)

    def carries(self) -> bool:
        """There is no reference."""
        return False

    def _read(self, exercise: str) -> Any:
        path = self._course.chapter.recorded / f"{exercise}.frame"
        if not path.exists():
            message = f"{path} is missing: unpack the kit again"
            raise UsageError(message)
        return unpack(path.read_bytes())


def sampled(outcome: Outcome, most: int) -> Outcome:
    """Return an outcome with at most so many entries of each tensor, and its shape."""
    return replace(outcome, value=_sampled(outcome.value, most))


def rounding(outcome: Outcome, exact: Outcome) -> dict[str, Any]:
    """Return how far float32 was from float64, one number for each tensor or number."""
    after = {key: _apart(leaf, exact.after.get(key)) for key, leaf in outcome.after.items()}
    return {"value": _apart(outcome.value, exact.value), "after": after}


def _apart(tree: Any, exact: Any) -> Any:
    if isinstance(tree, list) and isinstance(exact, list):
        return [_apart(a, b) for a, b in zip(tree, exact, strict=False)]
    if isinstance(tree, dict) and isinstance(exact, dict):
        return {key: _apart(item, exact.get(key)) for key, item in tree.items()}
    if isinstance(tree, Leaf) and isinstance(exact, Leaf):
        if tree.tensor.shape != exact.tensor.shape or not tree.tensor.numel():
            return 0.0
        apart = (tree.tensor.double() - exact.tensor.double()).abs()
        return float(apart.nan_to_num(nan=0.0, posinf=0.0).max())
    if isinstance(tree, int | float) and isinstance(exact, int | float):
        return abs(float(tree) - float(exact))
    return 0.0


def _with_rounding(outcome: Outcome, far: dict[str, Any]) -> Outcome:
    """Return an outcome in float64 that is as far away as the reference's own was."""
    after = {key: _moved(leaf, far["after"].get(key)) for key, leaf in outcome.after.items()}
    return replace(outcome, value=_moved(outcome.value, far["value"]), after=after)


def _moved(tree: Any, far: Any) -> Any:
    if isinstance(tree, list) and isinstance(far, list):
        return [_moved(a, b) for a, b in zip(tree, far, strict=False)]
    if isinstance(tree, dict) and isinstance(far, dict):
        return {key: _moved(item, far.get(key)) for key, item in tree.items()}
    if isinstance(tree, Leaf):
        return Leaf(tree.tensor.double() + float(far or 0.0), tree.device, tree.requires_grad)
    if isinstance(tree, int | float) and not isinstance(tree, bool):
        return tree + float(far or 0.0)
    return tree


def _sampled(tree: Any, most: int) -> Any:
    if isinstance(tree, Leaf) and tree.tensor.numel() > most:
        flat = tree.tensor.flatten()
        step = -(-flat.numel() // most)
        few = Leaf(flat[::step].clone(), tree.device, tree.requires_grad)
        return [few, *tree.tensor.shape]
    if isinstance(tree, list):
        return [_sampled(item, most) for item in tree]
    if isinstance(tree, dict):
        return {key: _sampled(item, most) for key, item in tree.items()}
    return tree
