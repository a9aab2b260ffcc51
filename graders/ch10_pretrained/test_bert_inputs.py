"""Scenarios of what BERT reads and what it has to guess."""

import torch

from workbook.exercise import scenario
from workbook.probes import raises

SENTENCES = dict(a=(11, 12, 13, 14, 15), b=(21, 22, 23))
SPECIAL = dict(cls=1, sep=2, pad=3)


def named(result):
    """Name the three results, so that a difference is told with its place."""
    if not isinstance(result, tuple | list) or len(result) != 3:
        message = "bert_inputs should return 3 results: ids, segment, attention"
        raise TypeError(message)
    return dict(zip(("ids", "segment", "attention"), result, strict=True))


def inputs(m, a, b, max_len, **special):
    return named(m.bert_inputs(a, b, max_len=max_len, **(special or SPECIAL)))


def sentence(draw, n):
    """Draw the ids of a sentence, as a list."""
    return draw.integers(n, low=10, high=90).tolist()


@scenario(
    "bert_inputs",
    weight=3,
    float64=False,
    cases={
        "a pair": dict(a=4, b=7, length=17),
        "a pair that just fits": dict(a=4, b=3, length=10),
        "one sentence": dict(a=5, b=None, length=11),
    },
)
def test_bert_inputs_of(m, draw, a, b, length):
    first, second = sentence(draw, a), None if b is None else sentence(draw, b)
    return inputs(m, first, second, length)


@scenario(
    "bert_inputs",
    weight=3,
    float64=False,
    cases={
        "a long first": dict(a=13, b=3, length=11),
        "a long second": dict(a=2, b=13, length=9),
        "both long": dict(a=9, b=11, length=10),
        "one sentence": dict(a=12, b=None, length=7),
    },
)
def test_bert_inputs_truncated(m, draw, a, b, length):
    first, second = sentence(draw, a), None if b is None else sentence(draw, b)
    return inputs(m, first, second, length)


@scenario(
    "bert_inputs",
    weight=1,
    aspect="robust",
    float64=False,
    cases={
        "empty second": dict(a=3, b=0, length=7),
        "empty first": dict(a=0, b=4, length=6),
        "nothing but special ids": dict(a=3, b=3, length=3),
    },
)
def test_bert_inputs_edge(m, draw, a, b, length):
    first, second = sentence(draw, a), sentence(draw, b)
    return inputs(m, first, second, length)


@scenario("bert_inputs", weight=0.5, aspect="robust", float64=False)
def test_bert_inputs_too_short(m, draw):
    first, second = sentence(draw, 3), sentence(draw, 2)
    return (
        raises(lambda: inputs(m, first, None, 1)),
        raises(lambda: inputs(m, first, second, 2)),
        inputs(m, first, None, 2),
    )


@scenario("bert_inputs", weight=0.5, aspect="robust", float64=False)
def test_bert_inputs_leaves_lists_alone(m, draw):
    first, second = sentence(draw, 9), sentence(draw, 5)
    results = [inputs(m, first, second, 8, cls=71, sep=72, pad=0) for _ in range(2)]
    return results, first, second


def batch(draw, B=7, T=53):
    """Ids, special places (the first, and padding), random numbers and random ids."""
    ids, rand = draw.integers(B, T, low=5, high=97), draw.integers(B, T, low=5, high=97)
    special = draw.mask(B, T, keep=0.1)
    u_sel, u_kind = draw.uniform(B, T), draw.uniform(B, T)
    return ids, special, u_sel, u_kind, rand


def masked(m, ids, special, u_sel, u_kind, rand, **options):
    result = m.mlm_mask(ids, special, 4, u_sel, u_kind, rand, **options)
    if not isinstance(result, tuple | list) or len(result) != 2:
        message = "mlm_mask should return 2 results: inputs and labels"
        raise TypeError(message)
    return dict(zip(("inputs", "labels"), result, strict=True))


@scenario("mlm_mask", weight=4, float64=False, cases={"15 %": {}, "40 %": dict(p=0.4)})
def test_mlm_mask_share(m, draw, **options):
    return masked(m, *batch(draw), **options)


@scenario("mlm_mask", weight=2, float64=False)
def test_mlm_mask_all_chosen(m, draw):
    ids, special, u_sel, u_kind, rand = batch(draw, 5, 31)
    return masked(m, ids, special, u_sel, u_kind, rand, p=1.0)


@scenario("mlm_mask", aspect="robust", float64=False)
def test_mlm_mask_all_special(m, draw):
    ids, special, u_sel, u_kind, rand = batch(draw, 3, 17)
    return (
        masked(m, ids, torch.ones_like(special), u_sel, u_kind, rand, p=0.9),
        masked(m, ids, torch.zeros_like(special), u_sel, u_kind, rand, p=0.9),
    )


@scenario("mlm_mask", aspect="robust", float64=False)
def test_mlm_mask_borders(m, draw):
    ids, rand = draw.integers(1, 8, low=5, high=97), draw.integers(1, 8, low=5, high=97)
    special = torch.zeros_like(ids, dtype=torch.bool)
    u_sel = draw.uniform(1, 8, dtype=torch.float64) * 0 + 0.1
    kinds = [0.0, 0.79, 0.8, 0.81, 0.89, 0.9, 0.91, 0.999]
    u_kind = torch.tensor([kinds], dtype=torch.float64, device=ids.device)
    return masked(m, ids, special, u_sel, u_kind, rand), masked(
        m, ids, special, u_sel, u_kind, rand, p=0.1
    )


@scenario("mlm_mask", aspect="robust", float64=False)
def test_mlm_mask_views(m, draw):
    ids, special, u_sel, u_kind, rand = (t.T for t in batch(draw, 11, 13))
    return masked(m, ids, special, u_sel, u_kind, rand, p=0.5)


@scenario("mlm_mask", aspect="efficient", float64=False, max_ops=60)
def test_mlm_mask_vectorised(m, draw):
    return masked(m, *batch(draw, 31, 101))
