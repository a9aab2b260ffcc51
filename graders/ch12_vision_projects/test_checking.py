"""Scenarios of the check of a split into groups."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from workbook.exercise import scenario
from workbook.specimens import judge, shuffled

EX = "check_group_split"
GIVEN = shuffled(Path(__file__).parent, EX)
LEAKS = ("tears groups apart", "takes runs for groups")
COUNTS = (
    "returns the training side",
    "rounds the number of groups up",
    "holds nothing out of few groups",
    "counts photographs instead of groups",
    "takes groups for 0, 1, 2",
)
CHANCE = (
    "always takes the first groups",
    "ignores the seed",
    "gives another answer each time",
    "never holds the last group out",
)
SHOWS = {  # what a check that accepts this candidate has not thought of
    "takes runs for groups": "groups side by side",
    "returns the training side": "halves only",
    "ignores the seed": "one seed",
    "gives another answer each time": "called once",
    "never holds the last group out": "seeds, but not each group",
    "returns integers": "dtype ignored",
}


def judge_and_name(evidence, kept):
    failed = judge(evidence, kept)
    if failed is None or "accepts" not in failed.message:
        return failed
    return dataclasses.replace(failed, misconception=SHOWS.get(kept["wrong"]))


def cases(names):
    return {name: dict(wrong=name) for name in names}


@scenario(EX, weight=3, cases=cases(LEAKS), given=GIVEN, check=judge_and_name)
def test_check_group_split_leaks(m, draw, shown, wrong):
    return [m.check_group_split(candidate) for candidate in shown]


@scenario(EX, weight=4, cases=cases(COUNTS), given=GIVEN, check=judge_and_name)
def test_check_group_split_counts(m, draw, shown, wrong):
    return [m.check_group_split(candidate) for candidate in shown]


@scenario(EX, weight=4, cases=cases(CHANCE), given=GIVEN, check=judge_and_name)
def test_check_group_split_chance(m, draw, shown, wrong):
    return [m.check_group_split(candidate) for candidate in shown]


@scenario(
    EX,
    weight=1,
    aspect="robust",
    cases=cases(["returns integers"]),
    given=GIVEN,
    check=judge_and_name,
)
def test_check_group_split_dtype(m, draw, shown, wrong):
    return [m.check_group_split(candidate) for candidate in shown]
