"""Scenarios for the check of edit distances: it must tell right from wrong."""

from pathlib import Path

from workbook.exercise import scenario
from workbook.specimens import judge, shuffled

GIVEN = shuffled(Path(__file__).parent, "check_edit_distance")
PUBLIC = (
    "replacing costs two",
    "place by place",
    "nothing is inserted",
    "a share of the length",
    "from the longest common subsequence",
)
SECRET = (
    "neighbours exchanged",
    "a free beginning",
    "a narrow band",
    "an empty sentence is free",
    "bags of words",
    "ids in 32 bits",
    "capped at twenty",
)


def cases(names):
    """One scenario for each wrong specimen."""
    return {name: dict(wrong=name) for name in names}


@scenario("check_edit_distance", weight=2, cases=cases(PUBLIC), given=GIVEN, check=judge)
def test_check_edit_distance_finds(m, draw, shown, wrong):
    return [m.check_edit_distance(candidate) for candidate in shown]


@scenario(
    "check_edit_distance",
    weight=3,
    aspect="robust",
    cases=cases(SECRET),
    given=GIVEN,
    check=judge,
)
def test_check_edit_distance_finds_unseen(m, draw, shown, wrong):
    return [m.check_edit_distance(candidate) for candidate in shown]
