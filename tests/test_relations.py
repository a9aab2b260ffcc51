"""Simple relations between what came back and what was expected."""

from __future__ import annotations

import pytest
import torch

from workbook.outcome import freeze
from workbook.relations import relation

X = torch.tensor([[1.0, -2.0, 5.0], [3.0, 7.0, -4.0], [-6.0, 9.0, 8.0], [2.5, -1.5, 0.5]])


def up_to(axis, index):
    """X, wrong from an index of an axis on."""
    wrong = X.clone()
    wrong.narrow(axis, index, X.shape[axis] - index).mul_(-3).add_(0.3)
    return wrong


RELATIONS = {
    "zero": (0 * X, "yours is zero everywhere"),
    "a factor": (6 * X, "yours = 6 × expected"),
    "a fraction": (X / 7, "yours = 1/7 × expected"),
    "a root": (X * 8**0.5, "yours = √8 × expected"),
    "one over a root": (X / 3**0.5, "yours = 1/√3 × expected"),
    "another factor": (0.37 * X, "yours = 0.37 × expected"),
    "a negative factor": (-2 * X, "yours = -2 × expected"),
    "the sign": (-X, "yours = −expected: the sign is wrong"),
    "an offset": (X + 2.5, "yours = expected + 2.5"),
    "a transpose": (X.T, "yours is the expected one with axes 0 and 1 exchanged"),
    "reversed": (X.flip(1), "yours is the expected one in reverse order along axis 1"),
    "shifted": (X.roll(1, 0), "yours is the expected one shifted by one along axis 0"),
    "shifted back": (X.roll(-1, 0), "yours is the expected one shifted back by one along axis 0"),
    "right up to an index": (
        up_to(0, 2),
        "yours is right up to index 1 of axis 0, and wrong from there on",
    ),
    "unrelated": (X.square() - X, ""),
    "equal": (X, ""),
    "another shape": (X[:2], ""),
    "not finite": (X / 0, ""),
}


@pytest.mark.parametrize(("actual", "sentence"), RELATIONS.values(), ids=RELATIONS)
def test_a_relation_is_told_in_a_sentence(actual, sentence):
    assert relation(freeze(X), freeze(actual)) == sentence


def test_a_relation_holds_for_every_part_that_differs():
    expected, actual = freeze([X, {"a": X}, X[0]]), freeze([2 * X, {"a": 2 * X}, X[0]])

    assert relation(expected, actual) == "yours = 2 × expected"


def test_parts_that_differ_in_two_ways_show_no_relation():
    assert relation(freeze([X, X]), freeze([2 * X, X + 1])) == ""


def test_numbers_are_related_too():
    assert relation(freeze(2.0), freeze(12.0)) == "yours = 6 × expected"


def test_two_values_are_too_few_for_an_offset():
    assert relation(freeze(X[0, :2]), freeze(X[0, :2] + 1)) == ""


@pytest.mark.parametrize("actual", [None, "text", {1}, [], torch.ones(2), torch.tensor(True)])
def test_what_cannot_be_related_is_passed_over(actual):
    assert relation(freeze(X), freeze(actual)) == ""
