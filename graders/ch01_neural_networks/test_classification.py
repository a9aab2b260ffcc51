"""Scenarios for softmax, its logarithm and the cross-entropy."""

import math

import torch

from workbook.exercise import scenario
from workbook.probes import value_and_grads

DIMS = {f"dim {dim}": dict(dim=dim) for dim in (0, 1, 2, -2)}
EX = "softmax_cross_entropy"
ROUGH = 2e-3  # near 10,000 a float32 has three decimals, and x − logsumexp(x) passes there


@scenario(EX, cases=DIMS)
def test_softmax_cross_entropy_softmax(m, draw, dim):
    return m.softmax(draw.normal(3, 5, 7, scale=2.0), dim)


@scenario(EX, cases=DIMS)
def test_softmax_cross_entropy_log_softmax(m, draw, dim):
    return m.log_softmax(draw.normal(3, 5, 7, scale=2.0), dim)


@scenario(EX, weight=0.5)
def test_softmax_cross_entropy_shift(m, draw):
    x, shift = draw.normal(3, 5), draw.integers(3, 1, low=50, high=100)
    return {
        "softmax": m.softmax(x, 1),
        "softmax, shifted": m.softmax(x + shift, 1),
        "log_softmax, shifted": m.log_softmax(x + shift, 1),
    }


def far_apart(draw):
    """Logits around ±10,000, every row at another height."""
    heights = draw.permutation(7)[:, None] * 3_000.0 - 9_000
    return heights.to(draw.dtype) + draw.normal(7, 5, scale=3.0)


@scenario(EX, aspect="robust", floor=ROUGH)
def test_softmax_cross_entropy_extremes_of_softmax(m, draw):
    return m.softmax(far_apart(draw), -1)


@scenario(EX, weight=0.5, aspect="robust", floor=ROUGH)
def test_softmax_cross_entropy_extremes_of_log_softmax(m, draw):
    return m.log_softmax(far_apart(draw), -1)


@scenario(EX, weight=0.5, aspect="robust")
def test_softmax_cross_entropy_tiny_probabilities(m, draw):
    x = draw.normal(7, 5, scale=500.0)  # too small for a float, but their logarithms are not
    return m.log_softmax(x, -1)


def some_impossible(draw, n, k):
    """Logits of which some are −∞, but never a whole row nor the first column."""
    possible = draw.mask(n, k, keep=0.6)
    possible = torch.cat([torch.ones_like(possible[:, :1]), possible[:, 1:]], dim=1)
    return draw.normal(n, k).masked_fill(~possible, -math.inf)


@scenario(EX, weight=0.5, aspect="robust")
def test_softmax_cross_entropy_minus_infinity(m, draw):
    x = some_impossible(draw, 11, 5)
    target = draw.integers(11, high=1)  # the first class, which is always possible
    return {
        "softmax": m.softmax(x, 1),
        "log_softmax": m.log_softmax(x, 1),
        "cross_entropy": m.cross_entropy(x, target),
    }


@scenario(EX, weight=1.5, aspect="gradients", cases={"over rows": dict(dim=1), "0": dict(dim=0)})
def test_softmax_cross_entropy_gradients_of_softmax(m, draw, dim):
    x = draw.normal(3, 5, 2)
    return {
        "softmax": value_and_grads(m.softmax, x, dim=dim),
        "log_softmax": value_and_grads(m.log_softmax, x, dim=dim),
    }


@scenario(EX, cases={r: dict(reduction=r) for r in ("mean", "sum", "none")})
def test_softmax_cross_entropy_reduction(m, draw, reduction):
    return m.cross_entropy(draw.normal(7, 5, scale=2.0), draw.integers(7, high=5), reduction)


@scenario(EX, cases={"one axis": dict(places=(2,)), "an image": dict(places=(2, 3))})
def test_softmax_cross_entropy_places(m, draw, places):
    logits = draw.normal(7, 5, *places, scale=2.0)
    return m.cross_entropy(logits, draw.integers(7, *places, high=5), "none")


def with_ignored(draw, ignore_index):
    """Logits and targets, of which a third is to be ignored."""
    target = draw.integers(13, high=5)
    return draw.normal(13, 5), target.masked_fill(draw.permutation(13) < 4, ignore_index)


@scenario(
    EX,
    weight=1.5,
    cases={
        "-100": dict(ignore_index=-100),
        "another index": dict(ignore_index=-1),
        "a legal class": dict(ignore_index=2),
    },
)
def test_softmax_cross_entropy_ignored(m, draw, ignore_index):
    logits, target = with_ignored(draw, ignore_index)
    return {
        reduction: m.cross_entropy(logits, target, reduction, ignore_index=ignore_index)
        for reduction in ("mean", "sum", "none")
    }


@scenario(EX, weight=0.5, aspect="robust")
def test_softmax_cross_entropy_all_ignored(m, draw):
    target = draw.integers(7, high=1) - 100
    return value_and_grads(m.cross_entropy, draw.normal(7, 5), target)


@scenario(EX, cases={"weak": dict(label_smoothing=0.1), "strong": dict(label_smoothing=0.6)})
def test_softmax_cross_entropy_smoothing(m, draw, label_smoothing):
    logits, target = with_ignored(draw, -100)
    return {
        reduction: m.cross_entropy(logits, target, reduction, label_smoothing=label_smoothing)
        for reduction in ("mean", "none")
    }


@scenario(
    EX,
    weight=1.5,
    aspect="gradients",
    cases={
        "plain": {},
        "sum": dict(reduction="sum"),
        "each": dict(reduction="none"),
        "smoothed": dict(label_smoothing=0.2),
    },
)
def test_softmax_cross_entropy_gradients(m, draw, **options):
    logits, target = with_ignored(draw, -100)
    return value_and_grads(m.cross_entropy, logits, target, **options)


@scenario(EX, aspect="robust", floor=ROUGH)
def test_softmax_cross_entropy_extreme_losses(m, draw):
    return value_and_grads(m.cross_entropy, far_apart(draw), draw.integers(7, high=5))


@scenario(EX, weight=0.5, aspect="robust")
def test_softmax_cross_entropy_float64(m, draw):
    logits, target = draw.normal(7, 5, dtype=torch.float64), draw.integers(7, high=5)
    loss = m.cross_entropy(logits, target, label_smoothing=0.1)
    return {"softmax": m.softmax(logits, 0), "log_softmax": m.log_softmax(logits, 1), "loss": loss}


@scenario(EX, weight=0.5, aspect="efficient", max_ops=120)
def test_softmax_cross_entropy_vectorised(m, draw):
    logits, target = draw.normal(101, 5, 7), draw.integers(101, 7, high=5)
    return m.softmax(logits, 1), m.cross_entropy(logits, target, label_smoothing=0.1)
