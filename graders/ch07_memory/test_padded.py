"""Scenarios for the tools for padded batches."""

import math

import torch

from workbook.exercise import scenario
from workbook.probes import raises, value_and_grads

EX = "padded_sequences"
LENGTHS = (3, 7, 1, 6, 2)  # of at most 7 steps; sorting them is not its own inverse
POOLS = {name: dict(pool=name) for name in ("last_valid", "masked_mean", "masked_max")}


def lengths_of(draw, *lengths):
    """Make lengths on the device of the draws."""
    return torch.tensor(lengths, device=draw.device)


def with_padding(x, lengths, value):
    """Put a value into the padding of a batch (B, T, D)."""
    x = x.clone()
    for sequence, length in zip(x, lengths.tolist(), strict=True):
        sequence[length:] = value
    return x


def named(result, *names):
    """Name the results of a call, so that a difference is told with its place."""
    if not isinstance(result, tuple | list) or len(result) != len(names):
        message = f"the function should return {len(names)} results: {', '.join(names)}"
        raise TypeError(message)
    return dict(zip(names, result, strict=True))


def packed(m, x, lengths):
    return named(m.pack(x, lengths), "data", "batch_sizes", "order")


def unpacked(m, *arguments):
    return named(m.unpack(*arguments), "x", "lengths")


@scenario(EX, weight=2, cases={"(B, T)": dict(more=()), "(B, T, D)": dict(more=(3,))})
def test_padded_sequences_reversed(m, draw, more):
    x, lengths = draw.distinct(5, 11, *more), lengths_of(draw, 4, 11, 1, 10, 0)
    return m.reverse_padded(x, lengths)


@scenario(EX, weight=3, cases=POOLS)
def test_padded_sequences_pooled(m, draw, pool):
    x = draw.distinct(5, 7, 3) - 2.5  # mostly negative; the padding as well as the steps
    return getattr(m, pool)(x, lengths_of(draw, *LENGTHS))


@scenario(EX, weight=1.5, aspect="robust", cases=POOLS)
def test_padded_sequences_length_zero(m, draw, pool):
    x = draw.distinct(4, 5, 3) - 2.5
    return getattr(m, pool)(x, lengths_of(draw, 3, 0, 5, 1))


@scenario(EX, weight=1.5, aspect="gradients", cases=POOLS)
def test_padded_sequences_gradients(m, draw, pool):
    x, lengths = draw.distinct(5, 7, 3) - 2.5, lengths_of(draw, *LENGTHS)
    return value_and_grads(lambda x: getattr(m, pool)(x, lengths), x)


@scenario(EX, weight=1.5, aspect="robust", cases=POOLS)
def test_padded_sequences_nan_in_padding(m, draw, pool):
    lengths = lengths_of(draw, 3, 7, 1, 0, 2)
    x = with_padding(draw.distinct(5, 7, 3) - 2.5, lengths, math.nan)
    return value_and_grads(lambda x: getattr(m, pool)(x, lengths), x)


@scenario(EX, weight=2)
def test_padded_sequences_packed(m, draw):
    x, lengths = draw.distinct(5, 7, 3), lengths_of(draw, *LENGTHS)
    return packed(m, x, lengths)


@scenario(EX)
def test_padded_sequences_packed_ties(m, draw):
    x = draw.distinct(6, 11, 2)  # longer than the longest sequence
    return packed(m, x, lengths_of(draw, 2, 5, 2, 7, 5, 2))


@scenario(EX, weight=2)
def test_padded_sequences_unpacked(m, draw):
    data, order = draw.distinct(19, 3), lengths_of(draw, 1, 3, 0, 4, 2)
    return unpacked(m, data, lengths_of(draw, 5, 4, 3, 2, 2, 2, 1), order)


@scenario(EX, weight=0.5, aspect="gradients")
def test_padded_sequences_round_trip(m, draw):
    x, lengths = draw.distinct(5, 7, 3), lengths_of(draw, *LENGTHS)
    return value_and_grads(lambda x: unpacked(m, *m.pack(x, lengths))["x"], x)


@scenario(EX, weight=0.5, aspect="robust")
def test_padded_sequences_nothing_to_pack(m, draw):
    x, lengths = draw.normal(3, 5, 2), lengths_of(draw, 2, 0, 5)
    return raises(lambda: m.pack(x, lengths))


@scenario(EX, weight=0.5, aspect="robust")
def test_padded_sequences_views(m, draw):
    x, lengths = draw.distinct(7, 5, 6, dtype=torch.float64), lengths_of(draw, *LENGTHS)
    x = x.transpose(0, 1)[:, :, ::2]
    pools = [getattr(m, pool)(x, lengths) for pool in POOLS]
    return m.reverse_padded(x, lengths), pools, packed(m, x, lengths)


@scenario(EX, aspect="efficient", max_ops=240)
def test_padded_sequences_no_loops(m, draw):
    x, lengths = draw.distinct(61, 53, 2), draw.integers(61, low=1, high=54)
    pools = [getattr(m, pool)(x, lengths) for pool in POOLS]
    pack = packed(m, x, lengths)
    return m.reverse_padded(x, lengths), pools, pack, unpacked(m, *pack.values())
