"""Scenarios for the masked cross entropy."""

import math

import torch

from workbook.exercise import scenario
from workbook.probes import raises, value_and_grads

EX = "masked_ce"
WAYS = {name: dict(reduction=name) for name in ("token", "sequence", "none")}


def batch(draw, B=4, T=7, V=11, **options):
    """Draw logits and targets."""
    return draw.normal(B, T, V, scale=2.0, **options), draw.integers(B, T, high=V)


def lengths_of(draw, *lengths):
    """Make lengths on the device of the draws."""
    return torch.tensor(lengths, device=draw.device)


def polluted(logits, target, lengths, value, number):
    """Put a value into the padding of the logits, and a number into that of the targets."""
    padding = torch.arange(logits.shape[1], device=logits.device) >= lengths[:, None]
    return logits.masked_fill(padding[:, :, None], value), target.masked_fill(padding, number)


@scenario(EX, weight=4, cases=WAYS)
def test_masked_ce_ragged(m, draw, reduction):
    return m.masked_ce(*batch(draw), lengths_of(draw, 4, 7, 1, 6), reduction)


@scenario(EX, weight=0.5)
def test_masked_ce_by_default(m, draw):
    return m.masked_ce(*batch(draw, B=2), lengths_of(draw, 2, 7))


@scenario(EX, weight=2.5, aspect="gradients", cases=WAYS)
def test_masked_ce_gradients(m, draw, reduction):
    logits, target = batch(draw)
    lengths = lengths_of(draw, 4, 7, 1, 6)
    return value_and_grads(lambda z: m.masked_ce(z, target, lengths, reduction), logits)


@scenario(EX, weight=1.5, aspect="robust", cases=WAYS)
def test_masked_ce_rows_of_padding(m, draw, reduction):
    logits, target = batch(draw, B=5)
    some, none = lengths_of(draw, 3, 0, 7, 0, 2), lengths_of(draw, 0, 0, 0, 0, 0)
    return [m.masked_ce(logits, target, lengths, reduction) for lengths in (some, none)]


GARBAGE = {
    "NaN": dict(value=math.nan, number=-100),
    "infinite": dict(value=math.inf, number=10**6),
}


@scenario(EX, weight=2, aspect="robust", cases=GARBAGE)
def test_masked_ce_garbage_in_padding(m, draw, value, number):
    logits, target = batch(draw)
    lengths = lengths_of(draw, 4, 7, 0, 6)
    logits, target = polluted(logits, target, lengths, value, number)
    return value_and_grads(
        lambda z: [m.masked_ce(z, target, lengths, how) for how in ("token", "sequence")], logits
    )


@scenario(EX, weight=1, aspect="robust")
def test_masked_ce_large_logits(m, draw):
    logits, target = batch(draw)
    return m.masked_ce(logits * 20_000, target, lengths_of(draw, 4, 7, 1, 6), "none")


@scenario(EX, weight=0.5, aspect="robust")
def test_masked_ce_float64(m, draw):
    logits, target = batch(draw, dtype=torch.float64)
    return m.masked_ce(logits, target, lengths_of(draw, 4, 7, 1, 6), "sequence")


@scenario(EX, weight=0.5, aspect="robust")
def test_masked_ce_unknown_reduction(m, draw):
    return raises(lambda: m.masked_ce(*batch(draw), lengths_of(draw, 4, 7, 1, 6), "mean"))


@scenario(EX, weight=0.5, aspect="efficient", max_ops=100)
def test_masked_ce_no_loop(m, draw):
    logits, target = batch(draw, B=53, T=31)
    lengths = draw.integers(53, low=0, high=32)
    return [m.masked_ce(logits, target, lengths, how) for how in ("token", "sequence")]
