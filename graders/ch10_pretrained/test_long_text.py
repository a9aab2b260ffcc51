"""Scenarios of the loss of a long text."""

import torch

from workbook.exercise import scenario
from workbook.probes import number, raises

EX = "text_loss"
V = 13


def model_of(draw):
    """A model whose predictions depend on all ids of its window."""
    table = draw.normal(V, V, scale=1.5)

    def model(ids):
        steps = torch.arange(1, ids.shape[1] + 1, device=ids.device)[:, None]
        return table[ids].cumsum(1) / steps**0.5 + table[ids.roll(1, 1)] / steps

    return model


OVERLAPS = {
    "half": dict(n=41, max_len=8, stride=4),
    "one id at a time": dict(n=19, max_len=5, stride=1),
    "that just fits": dict(n=26, max_len=8, stride=6),
    "a short last window": dict(n=27, max_len=10, stride=6),
}
APART = {
    "long windows": dict(n=29, max_len=8, stride=7),
    "a short last window": dict(n=24, max_len=10, stride=9),
}


def loss_of(m, draw, n, max_len, stride):
    """The learner's loss of a drawn text."""
    model, ids = model_of(draw), draw.integers(n, high=V, name="ids")
    return number(m.text_loss(model, ids, max_len, stride))


@scenario(EX, weight=6, cases=OVERLAPS)
def test_text_loss_overlap(m, draw, n, max_len, stride):
    return loss_of(m, draw, n, max_len, stride)


@scenario(EX, weight=0.5, cases=APART)
def test_text_loss_no_overlap(m, draw, n, max_len, stride):
    return loss_of(m, draw, n, max_len, stride)


@scenario(EX, weight=0.25, aspect="robust")
def test_text_loss_short_text(m, draw):
    model, ids = model_of(draw), draw.integers(6, high=V)
    return [number(m.text_loss(model, ids[:n], 6, 2)) for n in (2, 3, 5, 6)]


@scenario(EX, weight=1, aspect="robust")
def test_text_loss_windows(m, draw):
    model, ids = model_of(draw), draw.integers(17, high=V)
    seen = []

    def noted(window):
        seen.append(window.clone())
        return model(window)

    return number(m.text_loss(noted, ids, 7, 3)), seen


@scenario(EX, weight=0.25, aspect="robust")
def test_text_loss_wrong_stride(m, draw):
    model, ids = model_of(draw), draw.integers(9, high=V)
    return [raises(lambda s=s: m.text_loss(model, ids, 4, s)) for s in (0, 4)]
