"""Scenarios for the check of the Huber loss: it must tell right from wrong."""

from pathlib import Path

from workbook.exercise import scenario
from workbook.specimens import judge, shuffled

CHAPTER_DIR = Path(__file__).parent
PUBLIC = ("squared everywhere", "no half", "a jump at delta", "one-sided", "averaged")
SECRET = (
    "delta is always 1",
    "divided by delta",
    "smooth everywhere",
    "keeps the sign",
    "branches swapped",
    "levels off",
)
DIGITS = ("in half the digits", "comes back as float32")


def cases(names):
    """One scenario for each wrong specimen."""
    return {name: dict(wrong=name) for name in names}


@scenario(
    "check_huber",
    weight=2,
    cases=cases(PUBLIC),
    given=shuffled(CHAPTER_DIR, "check_huber"),
    check=judge,
)
def test_check_huber_finds(m, draw, shown, wrong):
    return [m.check_huber(candidate) for candidate in shown]


@scenario(
    "check_huber",
    weight=3,
    aspect="robust",
    cases=cases((*SECRET, *DIGITS)),
    given=shuffled(CHAPTER_DIR, "check_huber"),
    check=judge,
)
def test_check_huber_finds_unseen(m, draw, shown, wrong):
    return [m.check_huber(candidate) for candidate in shown]
