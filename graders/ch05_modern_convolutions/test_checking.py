"""Scenarios of the check of boxes around masks."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from workbook.exercise import scenario
from workbook.specimens import judge, shuffled

CHAPTER = Path(__file__).parent
GIVEN = shuffled(CHAPTER, "check_masks_to_boxes")

EDGES = (
    "returns zeros",
    "leaves the last pixel out",
    "exchanges x and y",
    "returns centre and size",
    "counts from one",
    "never looks at the last column",
    "takes the last pixel in reading order for the lower corner",
)
KINDS = (
    "answers every mask with the first",
    "takes the whole image for an empty mask",
    "stops at the first gap",
    "cuts wide images to a square",
    "keeps at least one pixel of margin",
)
DTYPES = ("returns float64",)
SHOWS = {  # what a check that accepts this candidate has not thought of
    "returns zeros": "shapes only",
    "exchanges x and y": "symmetric masks",
    "takes the whole image for an empty mask": "no empty mask",
    "answers every mask with the first": "one mask at a time",
    "stops at the first gap": "solid rectangles",
    "returns float64": "dtype ignored",
}


def judge_and_name(evidence, kept):
    failed = judge(evidence, kept)
    if failed is None or "accepts" not in failed.message:
        return failed
    return dataclasses.replace(failed, misconception=SHOWS.get(kept["wrong"]))


def cases(names):
    return {name: dict(wrong=name) for name in names}


@scenario("check_masks_to_boxes", weight=6, cases=cases(EDGES), given=GIVEN, check=judge_and_name)
def test_check_masks_to_boxes_edges(m, draw, shown, wrong):
    return [m.check_masks_to_boxes(candidate) for candidate in shown]


@scenario("check_masks_to_boxes", weight=5, cases=cases(KINDS), given=GIVEN, check=judge_and_name)
def test_check_masks_to_boxes_kinds(m, draw, shown, wrong):
    return [m.check_masks_to_boxes(candidate) for candidate in shown]


@scenario(
    "check_masks_to_boxes",
    weight=1,
    aspect="robust",
    cases=cases(DTYPES),
    given=GIVEN,
    check=judge_and_name,
)
def test_check_masks_to_boxes_dtype(m, draw, shown, wrong):
    return [m.check_masks_to_boxes(candidate) for candidate in shown]
