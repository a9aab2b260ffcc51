"""Scenarios of checking."""

from pathlib import Path

from workbook.exercise import scenario
from workbook.specimens import judge, shuffled

WRONG = ("squares", "absolute", "rounds")


@scenario(
    "check_double",
    cases={name: dict(wrong=name) for name in WRONG},
    given=shuffled(Path(__file__).parent, "check_double"),
    check=judge,
)
def test_check_double_finds(m, draw, shown, wrong):
    return [m.check_double(candidate) for candidate in shown]
