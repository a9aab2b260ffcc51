"""Scenarios for the check of cosine attention: it must tell right from wrong."""

from pathlib import Path

from workbook.exercise import scenario
from workbook.specimens import judge, shuffled

EX = "check_cosine_attention"
CHAPTER_DIR = Path(__file__).parent
PUBLIC = (
    "dot products",
    "divides by the root of d",
    "mask reversed",
    "softmax over queries",
    "nothing allowed is everything",
    "overflows",
)
SECRET = (
    "nothing allowed is NaN",
    "zero vectors give NaN",
    "short vectors count less",
    "far rows vanish",
    "in half the digits",
    "needs one leading axis",
    "first mask for all",
    "forbidden scores are zero",
    "opposite directions alike",
)


def cases(names):
    """One scenario for each wrong specimen."""
    return {name: dict(wrong=name) for name in names}


@scenario(
    EX, weight=2, cases=cases(PUBLIC), given=shuffled(CHAPTER_DIR, EX), check=judge, float64=False
)
def test_check_cosine_attention_finds(m, draw, shown, wrong):
    return [m.check_cosine_attention(candidate) for candidate in shown]


@scenario(
    EX,
    weight=3,
    aspect="robust",
    cases=cases(SECRET),
    given=shuffled(CHAPTER_DIR, EX),
    check=judge,
    float64=False,
)
def test_check_cosine_attention_finds_unseen(m, draw, shown, wrong):
    return [m.check_cosine_attention(candidate) for candidate in shown]
