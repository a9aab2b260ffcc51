"""Scenarios for the check of Laplace numbers: it must tell right from wrong."""

from pathlib import Path

from workbook.exercise import scenario
from workbook.specimens import judge, shuffled

CHAPTER_DIR = Path(__file__).parent
PUBLIC = (
    "normal of the same variance",
    "one-sided",
    "in order",
    "every number twice",
    "seed ignored",
)
SECRET = (
    "logistic",
    "tails cut",
    "pairs of opposite sign",
    "seeds overlap",
    "sizes linger",
)


def cases(names):
    """One scenario for each wrong specimen."""
    return {name: dict(wrong=name) for name in names}


@scenario(
    "check_laplace",
    weight=2,
    cases=cases(PUBLIC),
    given=shuffled(CHAPTER_DIR, "check_laplace"),
    check=judge,
)
def test_check_laplace_finds(m, draw, shown, wrong):
    return [m.check_laplace(candidate) for candidate in shown]


@scenario(
    "check_laplace",
    weight=3,
    aspect="robust",
    cases=cases(SECRET),
    given=shuffled(CHAPTER_DIR, "check_laplace"),
    check=judge,
)
def test_check_laplace_finds_unseen(m, draw, shown, wrong):
    return [m.check_laplace(candidate) for candidate in shown]
