"""Scenarios for the check of causality: it must tell right from wrong."""

import dataclasses
from pathlib import Path

from workbook.exercise import scenario
from workbook.specimens import judge, shuffled

GIVEN = shuffled(Path(__file__).parent, "check_causal")
PLAIN = ("reads backwards too", "a centred window", "centred over time", "attention without a mask")
HIDDEN = (
    "a mask that is off by one",
    "answers with the next step",
    "the last step reaches the first",
    "looks eleven steps ahead",
    "one feature ahead",
    "long sequences only",
)
ROWS = ("centred over the batch", "state from the row before", "the second row reads the first")
SHOWS = {  # what a check that accepts this candidate has not thought of
    "reads backwards too": "looks at shapes only",
    "looks eleven steps ahead": "exchanges the next step only",
    "long sequences only": "short sequences only",
    "centred over the batch": "rows not exchanged",
}


def judge_and_name(evidence, kept):
    """Judge the verdicts, and say what the check has not thought of."""
    failed = judge(evidence, kept)
    if failed is None:
        return None
    if "rejects" in failed.message:
        note = ": allow for rounding, relative to the largest output"
        return dataclasses.replace(
            failed, message=failed.message + note, misconception="exact comparison"
        )
    return dataclasses.replace(failed, misconception=SHOWS.get(kept["wrong"]))


def cases(names):
    """One scenario for each wrong specimen."""
    return {name: dict(wrong=name) for name in names}


@scenario("check_causal", weight=3, cases=cases(PLAIN), given=GIVEN, check=judge_and_name)
def test_check_causal_finds(m, draw, shown, wrong):
    return [m.check_causal(candidate) for candidate in shown]


@scenario(
    "check_causal",
    weight=4,
    aspect="robust",
    cases=cases(HIDDEN),
    given=GIVEN,
    check=judge_and_name,
)
def test_check_causal_finds_hidden(m, draw, shown, wrong):
    return [m.check_causal(candidate) for candidate in shown]


@scenario(
    "check_causal", weight=3, aspect="robust", cases=cases(ROWS), given=GIVEN, check=judge_and_name
)
def test_check_causal_finds_other_rows(m, draw, shown, wrong):
    return [m.check_causal(candidate) for candidate in shown]
