"""Scenarios for the plain recurrent network."""

import torch

from workbook.exercise import scenario
from workbook.probes import value_and_grads


def network(draw, T=7, B=3, I=2, H=5, **options):  # noqa: E741
    """Inputs, a first state that is not zero, and weights, in the order of the arguments."""
    return (
        draw.normal(T, B, I, **options),
        draw.normal(B, H, scale=0.5, **options),
        draw.normal(I, H, scale=0.7, **options),
        draw.normal(H, H, scale=0.5, **options),
        draw.normal(H, scale=0.5, **options),
    )


def named(result):
    """Name the two results, so that a difference is told with its place."""
    hs, hT = result
    return {"hs": hs, "hT": hT}


@scenario(
    "rnn_forward",
    weight=3,
    cases={
        "7 steps, 3 rows": dict(T=7),
        "one step": dict(T=1),
        "one row, one unit": dict(B=1, H=1),
        "as many inputs as units": dict(I=5),
    },
)
def test_rnn_forward_states(m, draw, **sizes):
    return named(m.rnn_forward(*network(draw, **sizes)))


@scenario(
    "rnn_forward", weight=3, aspect="gradients", cases={"T = 1": dict(T=1), "T = 11": dict(T=11)}
)
def test_rnn_forward_gradients(m, draw, T):
    return value_and_grads(m.rnn_forward, *network(draw, T=T))


@scenario("rnn_forward", aspect="robust")
def test_rnn_forward_in_pieces(m, draw):
    x, h0, *weights = network(draw, T=11)
    first, h = m.rnn_forward(x[:4], h0, *weights)
    second, h = m.rnn_forward(x[4:], h, *weights)
    return {"first 4 steps": first, "the other 7": second, "hT": h}


@scenario("rnn_forward", aspect="robust")
def test_rnn_forward_float64(m, draw):
    return named(m.rnn_forward(*network(draw, dtype=torch.float64)))


@scenario("rnn_forward", weight=0.5, aspect="robust")
def test_rnn_forward_strided(m, draw):
    x, h0, Wxh, Whh, b = network(draw, T=3, B=7)
    return named(m.rnn_forward(x.transpose(0, 1), h0[:3], Wxh, Whh.T, b))


@scenario("rnn_forward", weight=0.5, aspect="efficient", max_ops=1200)
def test_rnn_forward_all_rows_at_once(m, draw):
    return named(m.rnn_forward(*network(draw, T=50, B=61)))
