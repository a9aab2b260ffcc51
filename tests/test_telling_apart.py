"""Under later seeds a proof runs only what tells the misconceptions apart."""

import pytest
import torch

from workbook.authoring.telling_apart import still_told_apart
from workbook.comparing import Target
from workbook.exercise import Exercise, scenario
from workbook.misconceptions import Misconception
from workbook.outcome import Outcome, freeze


def test_add_run(m, draw):
    """Stand for three scenarios; nothing runs it here."""


test_add_run.__test__ = False
EASY, HARD, OTHER = scenario("add", cases={"a": {}, "b": {}, "c": {}})(test_add_run).scenarios
EXERCISE = Exercise(id="add", number=1, module="adding", names=("add",), title="Add", points=1)


def value(number):
    return Outcome("returned", freeze(torch.tensor([float(number)])))


class Fake:
    """What the reference and two wrong answers do, as numbers."""

    def __init__(self, **numbers):
        self.numbers = numbers
        self.asked = 0

    def target(self, _):
        return Target(value(1.0))

    def variant(self, scenario, misconception):
        self.asked += 1
        return value(self.numbers[misconception.name][(EASY, HARD, OTHER).index(scenario)])


def told(expected):
    known = [Misconception(name, "…", ()) for name in expected.numbers]
    return list(still_told_apart(EXERCISE, known, (EASY, HARD, OTHER), expected))


def test_wrong_answers_that_differ_somewhere_are_told_apart():
    assert told(Fake(double=(1, 2, 1), triple=(1, 3, 1))) == []


def test_wrong_answers_that_are_alike_with_this_seed_are_reported():
    assert told(Fake(double=(1, 2, 1), triple=(1, 2, 1))) == ["add: 'triple' is taken for 'double'"]


def test_a_wrong_answer_that_is_hardly_wrong_with_this_seed_is_reported():
    assert told(Fake(nearly=(1, 1.00005, 1))) == ["add: 'nearly' is not named by the diagnosis"]


def test_a_wrong_answer_that_happens_to_be_right_with_this_seed_is_let_be():
    assert told(Fake(lucky=(1, 1, 1), double=(1, 2, 1))) == []


def test_what_told_two_apart_is_tried_first_with_the_others():
    numbers = {f"wrong {n}": (1, n + 2, 1) for n in range(6)}

    expected = Fake(**numbers)

    assert told(expected) == []
    in_every_scenario = 3 * (6 + 6 + 2 * 15)
    assert expected.asked < in_every_scenario / 2


@pytest.mark.parametrize("wrong", [0.0, 5.0])
def test_each_is_compared_with_those_before_it_only(wrong):
    names = told(Fake(first=(wrong, 1, 1), second=(wrong, 1, 1), third=(9, 1, 1)))

    assert names == ["add: 'second' is taken for 'first'"]
