"""Scenarios for the masked softmax and for masks."""

import math

import torch

from workbook.exercise import scenario
from workbook.probes import raises, value_and_grads

SOFTMAX, MASKS = "masked_softmax", "masks"
B, H, Q, K = 3, 2, 5, 7
LENGTHS = {
    "lengths": dict(heads=(), per_query=()),
    "lengths, heads": dict(heads=(H,), per_query=()),
    "lengths of queries": dict(heads=(), per_query=(Q,)),
    "lengths of queries, heads": dict(heads=(H,), per_query=(Q,)),
}
GARBAGE = {"infinity": dict(value=math.inf), "NaN": dict(value=math.nan)}
HALF = {"bfloat16": dict(dtype=torch.bfloat16), "float16": dict(dtype=torch.float16)}


def with_an_empty_row(mask):
    """Forbid everything to one query of every example."""
    mask = mask.clone()
    mask[..., 1, :] = False
    return mask


@scenario(SOFTMAX, weight=3, cases=LENGTHS)
def test_masked_softmax_of(m, draw, heads, per_query):
    scores = draw.normal(B, *heads, Q, K, scale=2.0)
    return m.masked_softmax(scores, draw.integers(B, *per_query, low=1, high=K + 1))


@scenario(SOFTMAX, weight=1.5)
def test_masked_softmax_of_a_mask(m, draw):
    scores, mask = draw.normal(B, H, Q, K, scale=2.0), draw.mask(B, 1, 1, K, keep=0.7)
    mask = mask | (torch.arange(K, device=mask.device) == 2)
    return m.masked_softmax(scores, mask), m.masked_softmax(scores[:, 0], None)


@scenario(SOFTMAX, weight=2, aspect="gradients")
def test_masked_softmax_gradients(m, draw):
    scores, mask = draw.normal(B, Q, K), with_an_empty_row(draw.mask(B, Q, K, keep=0.7))
    return value_and_grads(lambda scores: m.masked_softmax(scores, mask), scores)


@scenario(SOFTMAX, weight=2, aspect="robust")
def test_masked_softmax_nothing_allowed(m, draw):
    scores, lengths = draw.normal(B, H, Q, K), draw.permutation(B) * 3  # 0, 3 and 6
    one = draw.integers(B, Q, low=0, high=2)
    return m.masked_softmax(scores, lengths), m.masked_softmax(scores, one)


@scenario(SOFTMAX, weight=1, aspect="robust")
def test_masked_softmax_large_scores(m, draw):
    scores, mask = draw.normal(B, Q, K, scale=30000.0), draw.mask(B, Q, K, keep=0.7)
    return m.masked_softmax(scores, mask), m.masked_softmax(scores - 2.0**17, mask)


@scenario(SOFTMAX, weight=1, aspect="robust", cases=GARBAGE)
def test_masked_softmax_forbidden_places_hold(m, draw, value):
    scores, mask = draw.normal(B, Q, K), with_an_empty_row(draw.mask(B, Q, K))
    scores = scores.masked_fill(~mask, value)
    return value_and_grads(lambda scores: m.masked_softmax(scores, mask), scores)


@scenario(SOFTMAX, weight=2, aspect="robust", cases=HALF, float64=False)
def test_masked_softmax_in(m, draw, dtype):
    scores, lengths = draw.normal(B, H, Q, K, dtype=dtype), draw.permutation(B) * 3
    return m.masked_softmax(scores, lengths), m.masked_softmax(scores * 100, lengths)


@scenario(SOFTMAX, weight=0.5, aspect="robust")
def test_masked_softmax_float64_views(m, draw):
    scores = draw.normal(K, Q, 2 * B, dtype=torch.float64).transpose(0, 2)[::2]
    return m.masked_softmax(scores, draw.integers(B, low=0, high=K + 1))


@scenario(SOFTMAX, weight=0.5, aspect="efficient", max_ops=60)
def test_masked_softmax_no_loop(m, draw):
    scores, lengths = draw.normal(61, 3, 2, 5), draw.integers(61, 2, low=0, high=6)
    return m.masked_softmax(scores, lengths)


SIZES = {
    "5": dict(T=5),
    "1": dict(T=1),
    "3 of 7": dict(T=3, S=7),
    "1 of 5": dict(T=1, S=5),
    "5 of 3": dict(T=5, S=3),
}


@scenario(MASKS, weight=3, cases=SIZES, float64=False)
def test_masks_causal(m, draw, **sizes):
    return m.causal_mask(**sizes, device=draw.device)


@scenario(MASKS, weight=1.5, float64=False)
def test_masks_padding(m, draw):
    lengths, none = draw.permutation(5) * 2, draw.permutation(1)
    return m.padding_mask(lengths, 8), m.padding_mask(none, 1)


@scenario(MASKS, weight=2, float64=False)
def test_masks_combined(m, draw):
    one, two, three = draw.mask(5, 7), draw.mask(3, 1, 7), draw.mask(3, 5, 1)
    return m.combine_masks(one, two), m.combine_masks(three, None, one, two), m.combine_masks(one)


@scenario(MASKS, weight=0.5, aspect="robust", float64=False)
def test_masks_of_nothing(m, draw):
    return m.combine_masks(), m.combine_masks(None, None)


WINDOWS = {"3": dict(T=7, w=3), "1": dict(T=5, w=1), "wider than all": dict(T=4, w=9)}


@scenario(MASKS, weight=2, cases=WINDOWS, float64=False)
def test_masks_window(m, draw, T, w):
    return m.sliding_window_mask(T, w, draw.device)


@scenario(MASKS, weight=0.5, aspect="robust", float64=False)
def test_masks_no_window(m, draw):
    return raises(lambda: m.sliding_window_mask(5, 0)), raises(lambda: m.sliding_window_mask(5, -2))


@scenario(MASKS, weight=0.5, aspect="robust", float64=False)
def test_masks_default_device(m, draw):
    return m.causal_mask(3, 5), m.sliding_window_mask(4, 2)


@scenario(MASKS, aspect="efficient", max_ops=80, float64=False)
def test_masks_no_loops(m, draw):
    lengths = draw.permutation(61)
    causal, padding = m.causal_mask(53, 61, draw.device), m.padding_mask(lengths, 61)
    return m.combine_masks(causal, padding[::11]), m.sliding_window_mask(61, 7, draw.device)
