"""Scenarios of the leak detector: it must tell causal models from others."""

from pathlib import Path

from workbook.exercise import scenario
from workbook.specimens import judge, shuffled

CHAPTER_DIR = Path(__file__).parent
PUBLIC = ("sees the next id", "mean of everything", "normalised over time", "mask one too wide")
SECRET = (
    "only the last id, at the first place",
    "only in long texts",
    "sees the row above",
    "a faint leak",
    "two ids ahead",
    "positions from the end",
    "norm of the batch",
)


def cases(names):
    """One scenario for each wrong specimen."""
    return {name: dict(wrong=name) for name in names}


@scenario(
    "check_causal",
    weight=2,
    cases=cases(PUBLIC),
    given=shuffled(CHAPTER_DIR, "check_causal"),
    check=judge,
    float64=False,
)
def test_check_causal_finds(m, draw, shown, wrong):
    return [m.check_causal(candidate) for candidate in shown]


@scenario(
    "check_causal",
    weight=4,
    aspect="robust",
    cases=cases(SECRET),
    given=shuffled(CHAPTER_DIR, "check_causal"),
    check=judge,
    float64=False,
    slow=True,  # thousands of calls into another process
)
def test_check_causal_finds_unseen(m, draw, shown, wrong):
    return [m.check_causal(candidate) for candidate in shown]
