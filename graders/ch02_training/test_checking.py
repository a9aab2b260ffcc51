"""Scenarios of the check of max-norm constraints."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from workbook.exercise import scenario
from workbook.specimens import judge, shuffled

GIVEN = shuffled(Path(__file__).parent, "check_max_norm")

NORMS = (
    "does nothing",
    "loses the signs",
    "treats the columns",
    "takes one norm for the whole matrix",
    "clips the entries",
    "takes the sum of absolute values for the length",
    "shrinks all rows when one is too long",
    "pulls back the longest row only",
    "treats the columns of square weights",
)
LIMITS = (
    "stretches short rows",
    "compares the squared length with the limit",
    "pulls back to length 1",
    "sets long rows to zero",
)
EDGES = ("returns NaN for a row of zeros", "calculates in float32")
SHOWS = {  # what a check that accepts this candidate has not thought of
    "does nothing": "looks at the shape only",
    "loses the signs": "lengths only",
    "stretches short rows": "long rows only",
    "pulls back to length 1": "limit 1 only",
    "takes one norm for the whole matrix": "one row only",
    "returns NaN for a row of zeros": "no row of zeros",
    "calculates in float32": "no float64",
}


def judge_and_name(evidence, kept):
    failed = judge(evidence, kept)
    if failed is None or "accepts" not in failed.message:
        return failed
    return dataclasses.replace(failed, misconception=SHOWS.get(kept["wrong"]))


def cases(names):
    return {name: dict(wrong=name) for name in names}


@scenario("check_max_norm", weight=4, cases=cases(NORMS), given=GIVEN, check=judge_and_name)
def test_check_max_norm_lengths(m, draw, shown, wrong):
    del draw, wrong
    return [m.check_max_norm(candidate) for candidate in shown]


@scenario("check_max_norm", weight=3, cases=cases(LIMITS), given=GIVEN, check=judge_and_name)
def test_check_max_norm_limits(m, draw, shown, wrong):
    del draw, wrong
    return [m.check_max_norm(candidate) for candidate in shown]


@scenario(
    "check_max_norm",
    weight=1,
    aspect="robust",
    cases=cases(EDGES),
    given=GIVEN,
    check=judge_and_name,
)
def test_check_max_norm_edges(m, draw, shown, wrong):
    del draw, wrong
    return [m.check_max_norm(candidate) for candidate in shown]
