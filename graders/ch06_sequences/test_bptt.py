"""Scenarios for back-propagation through time by hand.

The gradients of every step are returned in the order in which the backward pass finds them, the
last step first: so the first difference that is told is where yours part from the right ones.
"""

import torch

from workbook.exercise import scenario

EX = "bptt"


def network(draw, T, B=3, I=2, H=5):  # noqa: E741
    """Inputs, the first state, the states, and the weights of a network that has been run."""
    x, h0 = draw.normal(T, B, I), draw.normal(B, H, scale=0.5)
    Wxh, Whh, b = draw.normal(I, H, scale=0.7), draw.normal(H, H, scale=0.5), draw.normal(H)
    h, hs = h0, []
    for row in x:
        h = torch.tanh(row @ Wxh + h @ Whh + b * 0.5)
        hs.append(h)
    return x, h0, torch.stack(hs), Wxh, Whh


def in_order(back, T):
    """Sort the gradients as they are found: step by step from the last, then the sums."""
    told = {}
    for t in reversed(range(T)):
        where = f"going back from t = {T - 1}, the first gradient to part is"
        told[f"{where} dh at t = {t},"] = back["dh"][t]
        told[f"{where} dx at t = {t},"] = back["dx"][t]
    return told | {name: back[name] for name in ("dh0", "dWxh", "dWhh", "db")}


@scenario(
    EX,
    weight=5,
    aspect="gradients",
    cases={
        "one step": dict(T=1),
        "two steps": dict(T=2),
        "7 steps": dict(T=7),
        "20 steps": dict(T=20),
    },
)
def test_bptt_step_by_step(m, draw, T):
    x, h0, hs, Wxh, Whh = network(draw, T)
    dhs = draw.normal(T, 3, 5)
    return in_order(m.rnn_backward(x, h0, hs, Wxh, Whh, dhs), T)


@scenario(
    EX,
    weight=3,
    aspect="gradients",
    cases={"in the last step only": dict(where=-1), "in the first step only": dict(where=0)},
)
def test_bptt_loss(m, draw, where):
    x, h0, hs, Wxh, Whh = network(draw, 7)
    dhs = torch.zeros_like(hs)
    dhs[where] = draw.normal(3, 5)
    return in_order(m.rnn_backward(x, h0, hs, Wxh, Whh, dhs), 7)


@scenario(EX, weight=1, aspect="robust")
def test_bptt_one_row(m, draw):
    x, h0, hs, Wxh, Whh = network(draw, 5, B=1, I=3, H=2)
    dhs = draw.normal(5, 1, 2)
    return in_order(m.rnn_backward(x, h0, hs, Wxh, Whh, dhs), 5)


@scenario(EX, weight=1, aspect="robust")
def test_bptt_strided(m, draw):
    x, h0, hs, Wxh, Whh = network(draw, 5)
    dhs = draw.normal(3, 5, 5).transpose(0, 1)
    back = m.rnn_backward(
        x.flip(0).flip(0), h0, hs.transpose(1, 2).contiguous().transpose(1, 2), Wxh, Whh, dhs
    )
    return in_order(back, 5)


def language_model(draw, T, B=3, V=11, H=5):
    """Parameters of a small language model, and ids."""
    shapes = {"Wxh": (V, H), "Whh": (H, H), "b": (H,), "Why": (H, V), "c": (V,)}
    params = {name: draw.normal(*shape, scale=0.6) for name, shape in shapes.items()}
    return params, draw.integers(T + 1, B, high=V)


def told(loss, grads):
    """Name loss and gradients, those nearest to the loss first."""
    named = {f"the gradient of {name}": grads[name] for name in ("c", "Why", "b", "Whh", "Wxh")}
    return {"the loss": loss, **named}


@scenario(
    EX,
    weight=5,
    aspect="gradients",
    cases={"one step": dict(T=1), "7 steps": dict(T=7), "20 steps": dict(T=20)},
)
def test_bptt_language_model(m, draw, T):
    params, ids = language_model(draw, T)
    return told(*m.rnn_lm_loss_and_grads(params, ids))


@scenario(EX, weight=1, aspect="robust")
def test_bptt_confident_model(m, draw):
    params, ids = language_model(draw, 4)
    params["c"] = params["c"] * 300  # some targets are all but impossible
    return told(*m.rnn_lm_loss_and_grads(params, ids))


@scenario(EX, weight=1, aspect="efficient", max_ops=3000)
def test_bptt_all_rows_at_once(m, draw):
    x, h0, hs, Wxh, Whh = network(draw, 31, B=41)
    dhs = draw.normal(31, 41, 5)
    return in_order(m.rnn_backward(x, h0, hs, Wxh, Whh, dhs), 31)
