"""Recording the outcomes that a learner's kit grades with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import torch

from workbook.comparing import alike
from workbook.course import Course
from workbook.exercise import Exercise, Scenario
from workbook.expected import Live
from workbook.grading import Options, live
from workbook.isolation.wire import pack
from workbook.isolation.worker import outcome_to_tree
from workbook.misconceptions import Misconception
from workbook.outcome import Outcome
from workbook.recorded import FEW, MANY, SEED, rounding, sampled


def record_chapter(course: Course) -> dict[str, bytes]:
    """Return the record of each exercise of a chapter, by the exercise's id."""
    with live(course, Options(seed=SEED)) as expected:
        return {e.id: pack(_record(course, e, expected)) for e in course.chapter.exercises}


def _record(course: Course, exercise: Exercise, expected: Live) -> dict[str, Any]:
    known = expected.misconceptions(exercise)
    scenarios = course.scenarios_of(exercise)
    lines = {s.id: expected.max_lines(s) for s in scenarios if s.counts_lines}
    return {
        "torch": torch.__version__,
        "misconceptions": [
            {"name": m.name, "says": m.says, "hint": m.hint, "named": m.named} for m in known
        ],
        "max_lines": lines,
        "scenarios": {
            s.id: _outcomes(s, [m for m in known if m.named], expected)
            for s in scenarios
            if not s.judged
        },
    }


def _outcomes(scenario: Scenario, known: list[Misconception], expected: Live) -> dict[str, Any]:
    target = expected.target(scenario)
    outcome = _without_traces(target.outcome)
    variants = {m.name: expected.variant(scenario, m) for m in known}
    other = {n: v for n, v in variants.items() if not alike(scenario, target.outcome, v)}
    exact = target.exact
    return {
        "outcome": outcome_to_tree(sampled(outcome, MANY)),
        "rounding": rounding(sampled(outcome, MANY), sampled(exact, MANY)) if exact else None,
        "variants": {
            n: outcome_to_tree(sampled(_without_traces(v), FEW)) for n, v in other.items()
        },
        "distinct": [m.name for m in known if expected.distinct(scenario, m)],
    }


def _without_traces(outcome: Outcome) -> Outcome:
    """Leave out what quotes code: messages name files and lines of the reference."""
    return replace(outcome, message="", printed="")
