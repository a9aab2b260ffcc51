"""Scenarios for the recurrent language model."""

import math

import torch

from workbook.exercise import Failed, scenario
from workbook.probes import fill, module_value_and_grads, state

EX = "RNNLM"
V, E, H = 11, 3, 5


def model(m, draw):
    """A model whose parameters are drawn."""
    return fill(m.RNNLM(V, E, H), draw, scale=0.7)


def named(result):
    """Name the two results."""
    logits, after = result
    return {"logits": logits, "state": after}


@scenario(
    EX,
    weight=3,
    cases={
        "3 rows of 7": dict(B=3, T=7),
        "one step": dict(B=3, T=1),
        "one row": dict(B=1, T=7),
        "as many rows as steps": dict(B=5, T=5),
    },
)
def test_RNNLM_forward(m, draw, B, T):
    ids = draw.integers(B, T, high=V)
    return named(model(m, draw)(ids))


@scenario(EX, weight=1)
def test_RNNLM_from_a_state(m, draw):
    ids, before = draw.integers(3, 7, high=V), draw.normal(3, H, scale=0.6)
    return named(model(m, draw)(ids, before))


@scenario(EX, weight=2, aspect="gradients")
def test_RNNLM_gradients(m, draw):
    ids, before = draw.integers(3, 7, high=V), draw.normal(3, H, scale=0.6)
    return module_value_and_grads(model(m, draw), ids, before)


@scenario(EX, weight=1.5, aspect="robust")
def test_RNNLM_called_again(m, draw):
    ids = draw.integers(3, 7, high=V)
    first = model(m, draw)
    once, again = first(ids), first(ids)
    second = fill(m.RNNLM(V, E, H), draw)
    return {"once": named(once), "again": named(again), "another model": named(second(ids))}


@scenario(EX, weight=1, aspect="robust")
def test_RNNLM_in_pieces(m, draw):
    ids = draw.integers(2, 9, high=V)
    lm = model(m, draw)
    first, after = lm(ids[:, :4])
    second, after = lm(ids[:, 4:], after)
    return {"first 4 ids": first, "the other 5": second, "state": after}


@scenario(EX, weight=0.5, aspect="robust")
def test_RNNLM_other_batch_size(m, draw):
    few, many = draw.integers(2, 3, high=V), draw.integers(7, 3, high=V)
    lm = model(m, draw)
    return [named(lm(few)), named(lm(many))]


@scenario(EX, weight=0.5, aspect="robust")
def test_RNNLM_init_state(m, draw):
    lm = fill(m.RNNLM(V, E, H), draw).double()
    return {"of 3 rows": lm.init_state(3), "on a device": lm.init_state(2, draw.device)}


def starts_well(evidence, kept):
    """Judge the initial parameters: evenly spread, and no two models alike."""
    del kept
    one, other = evidence
    for name in ("Wxh", "Whh"):
        weight, bound = one[name].double(), 1 / math.sqrt(one["Whh"].shape[0])
        if not weight.any():
            return Failed(f"{name} is zero at first", misconception="weights start at zero")
        if float(weight.abs().max()) > bound * (1 + 1e-6):
            message = f"{name} should lie in [−1/√H, 1/√H] = ±{bound:.3f} at first"
            return Failed(f"{message}; yours reaches {float(weight.abs().max()):.3f}")
        spread = float(weight.std()) / (bound / math.sqrt(3))
        if not 0.93 < spread < 1.07:
            message = f"{name} is not spread evenly over ±{bound:.3f} at first"
            return Failed(
                f"{message}: its standard deviation is {spread:.2f} times what it should be"
            )
        if torch.equal(one[name], other[name]):
            return Failed(f"two new models have the same {name}")
    if one["b"].any():
        return Failed("b should be 0 at first")
    return None


@scenario(EX, weight=1, check=starts_well)
def test_RNNLM_initial_parameters(m, draw):
    return [state(m.RNNLM(7, 31, 64)) for _ in range(2)]
