"""Scenarios for the backward pass of the LSTM cell."""

import torch

from workbook.exercise import scenario
from workbook.probes import unguarded

EX = "lstm_cell_backward"


def forward(draw, B=5, D=3, H=7, scale=1.0, **options):
    """Run a forward step, without the learner's, and keep what the docstring says."""
    cache = {
        "x": draw.normal(B, D, **options),
        "h": draw.normal(B, H, **options),
        "c": draw.normal(B, H, **options),
        "W_ih": draw.normal(4 * H, D, scale=0.7, **options),
        "W_hh": draw.normal(4 * H, H, scale=0.7, **options),
    }
    b = draw.normal(4 * H, **options)
    with unguarded():
        a = scale * (b + cache["x"] @ cache["W_ih"].T + cache["h"] @ cache["W_hh"].T)
        for k, gate in enumerate("ifgo"):
            squash = torch.tanh if gate == "g" else torch.sigmoid
            cache[gate] = squash(a[:, k * H : (k + 1) * H])
        cache["c_next"] = torch.addcmul(cache["i"] * cache["g"], cache["f"], cache["c"])
    return cache


def upstream(draw, B=5, H=7, **options):
    """Draw the gradients that come from outside."""
    return draw.normal(B, H, **options), draw.normal(B, H, **options)


def back(m, *arguments):
    """Run the learner's backward; name the results so that the most telling ones come first."""
    result = m.lstm_cell_backward(*arguments)
    if not isinstance(result, dict) or not {"dc_prev", "db"} <= set(result):
        return result
    db = result["db"]
    if isinstance(db, torch.Tensor) and db.dim() == 1:
        db = {f"of gate {gate}": part for gate, part in zip("ifgo", db.chunk(4), strict=False)}
    return {"dc_prev": result["dc_prev"], "db": db} | {k: v for k, v in result.items() if k != "db"}


BOTH = {
    "both": dict(h=1, c=1),
    "only dh": dict(h=1, c=0),
    "only dc": dict(h=0, c=1),
}


@scenario(EX, weight=6, aspect="gradients", cases=BOTH)
def test_lstm_cell_backward_from(m, draw, h, c):
    cache, (dh, dc) = forward(draw), upstream(draw)
    return back(m, h * dh, c * dc, cache)


@scenario(EX, weight=2, aspect="gradients")
def test_lstm_cell_backward_float64(m, draw):
    cache = forward(draw, dtype=torch.float64)
    return back(m, *upstream(draw, dtype=torch.float64), cache)


@scenario(EX, aspect="gradients")
def test_lstm_cell_backward_one_sample(m, draw):
    cache, (dh, dc) = forward(draw, B=1, H=3), upstream(draw, B=1, H=3)
    return back(m, dh, dc, cache)


@scenario(EX, weight=1.5, aspect="robust")
def test_lstm_cell_backward_saturated(m, draw):
    cache = forward(draw, scale=300.0, dtype=torch.float64)
    return back(m, *upstream(draw, dtype=torch.float64), cache)


@scenario(EX, aspect="robust")
def test_lstm_cell_backward_twice(m, draw):
    cache, (dh, dc) = forward(draw), upstream(draw)
    first = back(m, dh, dc, cache)
    return first, back(m, dc, dh, cache), cache


@scenario(EX, weight=0.5, aspect="efficient", max_ops=160)
def test_lstm_cell_backward_vectorised(m, draw):
    cache, (dh, dc) = forward(draw, B=101), upstream(draw, B=101)
    return back(m, dh, dc, cache)
