"""Scenarios for the check of the minimal gated unit: it must tell right from wrong."""

from pathlib import Path

from workbook.exercise import scenario
from workbook.specimens import judge, shuffled

CHAPTER_DIR = Path(__file__).parent
PUBLIC = (
    "gate reversed",
    "no reset",
    "reset after the weights",
    "blocks swapped",
    "candidate between 0 and 1",
)
SECRET = (
    "bias of the gate only",
    "state not multiplied out",
    "overflows",
    "weights transposed",
    "in half the digits",
    "squeezes",
    "clamps the state",
    "one gate for all",
)


def cases(names):
    """One scenario for each wrong specimen."""
    return {name: dict(wrong=name) for name in names}


@scenario(
    "check_mgu",
    weight=2,
    cases=cases(PUBLIC),
    given=shuffled(CHAPTER_DIR, "check_mgu"),
    check=judge,
)
def test_check_mgu_finds(m, draw, shown, wrong):
    return [m.check_mgu(candidate) for candidate in shown]


@scenario(
    "check_mgu",
    weight=3,
    aspect="robust",
    cases=cases(SECRET),
    given=shuffled(CHAPTER_DIR, "check_mgu"),
    check=judge,
)
def test_check_mgu_finds_unseen(m, draw, shown, wrong):
    return [m.check_mgu(candidate) for candidate in shown]
