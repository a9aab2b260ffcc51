"""Scenarios of the check of one-dimensional convolutions."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from workbook.exercise import scenario
from workbook.specimens import judge, shuffled

CHAPTER = Path(__file__).parent
GIVEN = shuffled(CHAPTER, "check_conv1d")

VALUES = (
    "returns zeros",
    "flips the kernel",
    "looks at the first channel only",
    "answers every image with the first",
    "forgets the bias",
    "goes wrong without a bias",
    "exchanges the channels of square weights",
)
GEOMETRY = (
    "ignores the stride",
    "pads on the left only",
    "pads circularly",
    "takes the dilation for a stride",
    "rounds the length up",
    "shifts even kernels",
)
SHOWS = {  # what a check that accepts this candidate has not thought of
    "returns zeros": "shapes only",
    "flips the kernel": "constant kernels",
    "ignores the stride": "stride 1 without padding",
    "looks at the first channel only": "one image, one channel",
    "goes wrong without a bias": "always a bias",
    "calculates in float32": "no float64",
}


def judge_and_name(evidence, kept):
    failed = judge(evidence, kept)
    if failed is None:
        return None
    if "rejects" in failed.message:
        note = "; it may add in another order, so allow for rounding in the dtype of x"
        return dataclasses.replace(failed, message=failed.message + note)
    return dataclasses.replace(failed, misconception=SHOWS.get(kept["wrong"]))


def cases(names):
    return {name: dict(wrong=name) for name in names}


@scenario("check_conv1d", weight=6, cases=cases(VALUES), given=GIVEN, check=judge_and_name)
def test_check_conv1d_values(m, draw, shown, wrong):
    del draw, wrong
    return [m.check_conv1d(candidate) for candidate in shown]


@scenario("check_conv1d", weight=5, cases=cases(GEOMETRY), given=GIVEN, check=judge_and_name)
def test_check_conv1d_geometry(m, draw, shown, wrong):
    del draw, wrong
    return [m.check_conv1d(candidate) for candidate in shown]


@scenario(
    "check_conv1d",
    weight=1,
    aspect="robust",
    cases=cases(["calculates in float32"]),
    given=GIVEN,
    check=judge_and_name,
)
def test_check_conv1d_precision(m, draw, shown, wrong):
    del draw, wrong
    return [m.check_conv1d(candidate) for candidate in shown]
