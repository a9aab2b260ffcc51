"""Scenarios of the average of states."""

from __future__ import annotations

import torch

from workbook.exercise import scenario
from workbook.probes import raises

EX = "model_soup"


def states(draw, count):
    return [
        {
            "conv.weight": draw.normal(2, 3, 2, 2),
            "bn.running_var": draw.positive(3),
            "bn.num_batches_tracked": draw.integers(low=10, high=99),
            "head.bias": draw.normal(5),
        }
        for _ in range(count)
    ]


def copied(states):
    return [{name: tensor.clone() for name, tensor in state.items()} for state in states]


@scenario(EX, weight=1, cases={"two": dict(n=2), "five": dict(n=5)})
def test_model_soup_mean(m, draw, n):
    return m.model_soup(copied(states(draw, n)))


@scenario(EX, weight=2)
def test_model_soup_weights(m, draw):
    return m.model_soup(copied(states(draw, 3)), [2.0, 0.5, 1.25])


@scenario(EX, weight=3)
def test_model_soup_twice(m, draw):
    """Two soups of the same states, and the states afterwards."""
    mine = copied(states(draw, 3))
    return m.model_soup(mine), m.model_soup(mine, [1.0, 3.0, 0.25]), mine


@scenario(EX, weight=2, aspect="robust")
def test_model_soup_own_memory(m, draw):
    """The states after somebody has gone on training with the soup."""
    mine = copied(states(draw, 2))
    soup, alone = m.model_soup(mine), m.model_soup(mine[:1])
    for cooked in (soup, alone):
        for tensor in cooked.values():
            tensor.add_(1)
    return mine


@scenario(EX, weight=1, aspect="robust")
def test_model_soup_other_names(m, draw):
    one, two = states(draw, 2)
    del two["head.bias"]
    more = one | {"extra": torch.ones(2)}
    return [raises(lambda s=s: m.model_soup([one, s])) for s in (two, more)]
