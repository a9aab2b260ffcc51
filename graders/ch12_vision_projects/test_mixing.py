"""Scenarios of mixup and CutMix."""

from __future__ import annotations

import torch

from workbook.exercise import scenario
from workbook.probes import number, unguarded, value_and_grads

EX = "mixing"


def labels(draw, count, kinds):
    """Rows of probabilities; the first is one-hot."""
    weights = draw.positive(count, kinds)
    with unguarded():
        probs = weights / weights.sum(1, keepdim=True)
        probs[0] = torch.eye(kinds)[1].to(probs)
    return probs


def turned(draw, count):
    """An order without a fixed point, and with cycles longer than two."""
    order = draw.permutation(count)
    perm = torch.empty_like(order)
    perm[order] = order.roll(1)
    return perm


@scenario(EX, weight=2, cases={"some": dict(lam=0.6875), "all": dict(lam=1.0), "none": dict(lam=0)})
def test_mixing_mixup(m, draw, lam):
    return m.mixup(draw.normal(5, 3, 2, 7), labels(draw, 5, 3), lam, turned(draw, 5))


@scenario(EX, weight=1)
def test_mixing_mixup_vectors(m, draw):
    return m.mixup(draw.normal(7, 3), labels(draw, 7, 2), 0.25, draw.permutation(7))


PLACES = {
    "inside": dict(lam=0.75, cx=6, cy=5),
    "another share": dict(lam=0.8125, cx=5, cy=6),
    "corner": dict(lam=0.5, cx=0, cy=10),
    "edge": dict(lam=0.75, cx=12, cy=5),
    "everything": dict(lam=0.0, cx=6, cy=5),
    "nothing": dict(lam=1.0, cx=3, cy=4),
}


@scenario(EX, weight=4, cases=PLACES)
def test_mixing_cutmix(m, draw, lam, cx, cy):
    x, y = draw.normal(5, 2, 11, 13), labels(draw, 5, 3)
    mixed, probs, share = m.cutmix(x, y, lam, cx, cy, turned(draw, 5))
    return mixed, probs, number(share)


@scenario(EX, weight=1, aspect="robust")
def test_mixing_nothing_changed(m, draw):
    """The inputs afterwards, and what the same inputs give a second time."""
    x, y, perm = draw.normal(5, 2, 6, 4), labels(draw, 5, 3), turned(draw, 5)
    mine = x.clone(), y.clone()
    first = m.cutmix(*mine, 0.4375, 1, 3, perm), m.mixup(*mine, 0.25, perm)
    return first, mine, m.cutmix(*mine, 0.4375, 1, 3, perm)[0]


@scenario(EX, weight=2)
def test_mixing_soft_ce(m, draw):
    logits = draw.normal(5, 3, scale=2.0)
    hard = torch.eye(3, device=logits.device).to(logits)[draw.integers(5, high=3)]
    return m.soft_ce(logits, labels(draw, 5, 3)), m.soft_ce(logits, hard)


@scenario(EX, weight=1, aspect="gradients")
def test_mixing_soft_ce_gradients(m, draw):
    probs = labels(draw, 5, 3)
    return value_and_grads(lambda logits: m.soft_ce(logits, probs), draw.normal(5, 3))


@scenario(EX, weight=1, aspect="robust")
def test_mixing_soft_ce_large(m, draw):
    logits, probs = draw.normal(5, 3, scale=5000.0), labels(draw, 5, 3)
    return value_and_grads(lambda logits: m.soft_ce(logits, probs), logits)


@scenario(EX, weight=1, aspect="gradients")
def test_mixing_image_gradients(m, draw):
    y, perm, x = labels(draw, 3, 2), turned(draw, 3), draw.normal(3, 2, 5, 4)
    return (
        value_and_grads(lambda x: m.mixup(x, y, 0.375, perm)[0], x),
        value_and_grads(lambda x: m.cutmix(x, y, 0.5, 2, 1, perm)[0], x),
    )
