"""Scenarios for the check of Lion's step: it must tell right from wrong."""

from pathlib import Path

from workbook.exercise import scenario
from workbook.specimens import judge, shuffled

CHAPTER_DIR = Path(__file__).parent
PUBLIC = ("sign of the gradient", "no sign", "momentum first", "coupled decay")
SECRET = (
    "betas exchanged",
    "beta1 for both",
    "decay without the rate",
    "decay after the step",
    "weights exchanged",
)
EDGES = (
    "divided by its magnitude",
    "soft sign",
    "zero counts as positive",
    "in half the digits",
)


def cases(names):
    """One scenario for each wrong specimen."""
    return {name: dict(wrong=name) for name in names}


@scenario(
    "check_lion",
    weight=2,
    cases=cases(PUBLIC),
    given=shuffled(CHAPTER_DIR, "check_lion"),
    check=judge,
)
def test_check_lion_finds(m, draw, shown, wrong):
    return [m.check_lion(candidate) for candidate in shown]


@scenario(
    "check_lion",
    weight=2,
    cases=cases(SECRET),
    given=shuffled(CHAPTER_DIR, "check_lion"),
    check=judge,
)
def test_check_lion_finds_unseen(m, draw, shown, wrong):
    return [m.check_lion(candidate) for candidate in shown]


@scenario(
    "check_lion",
    weight=1.5,
    aspect="robust",
    cases=cases(EDGES),
    given=shuffled(CHAPTER_DIR, "check_lion"),
    check=judge,
)
def test_check_lion_finds_edges(m, draw, shown, wrong):
    return [m.check_lion(candidate) for candidate in shown]
