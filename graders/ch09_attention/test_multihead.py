"""Scenarios for multi-head attention."""

import torch

from workbook.exercise import scenario
from workbook.probes import fill, module_value_and_grads, parameter_shapes, raises

EX = "MultiHeadAttention"
B, Q, K = 3, 5, 7
WIDTHS = (2, 5, 3)  # of queries, keys and values


def module(m, draw, d_model=12, h=4, widths=WIDTHS, **options):
    """Build the learner's module with drawn weights."""
    return fill(m.MultiHeadAttention(*widths, d_model, h, **options), draw, scale=0.6)


def inputs(draw, B=B, Q=Q, K=K):
    """Draw queries, keys and values of different widths."""
    return [draw.normal(B, n, d) for n, d in zip((Q, K, K), WIDTHS, strict=True)]


@scenario(EX, weight=1.5, cases={"4 heads": dict(h=4), "3 heads": dict(h=3), "1 head": dict(h=1)})
def test_MultiHeadAttention_split_and_merge(m, draw, h):
    x, heads = draw.normal(B, 5, 12), draw.normal(B, h, 5, 2)
    return m.split_heads(x, h), m.merge_heads(heads), m.merge_heads(m.split_heads(x, h))


KINDS = {
    "4 heads": {},
    "1 head": dict(h=1),
    "heads of 1": dict(d_model=5, h=5),
    "no biases": dict(bias=False),
}


@scenario(EX, weight=3, cases=KINDS)
def test_MultiHeadAttention_values(m, draw, **options):
    arguments = inputs(draw)
    return module(m, draw, **options)(*arguments)


MASKS = {
    "(Q, K)": dict(shape=(Q, K)),
    "(B, 1, K)": dict(shape=(B, 1, K)),
    "(B, Q, K)": dict(shape=(B, Q, K)),
}


@scenario(EX, weight=1.5, cases=MASKS)
def test_MultiHeadAttention_mask(m, draw, shape):
    arguments = *inputs(draw), draw.mask(*shape, keep=0.7)
    return module(m, draw)(*arguments)


@scenario(EX)
def test_MultiHeadAttention_as_many_heads_as_examples(m, draw):
    arguments = *inputs(draw), draw.mask(3, Q, K, keep=0.7)
    return module(m, draw, h=3)(*arguments)


@scenario(EX, weight=1.5)
def test_MultiHeadAttention_behind_a_cache(m, draw):
    x = draw.normal(B, 7, 2)
    attend = module(m, draw, widths=(2, 2, 2))
    return attend(x, x, x, causal=True), attend(x[:, 5:], x, x, causal=True)


@scenario(EX)
def test_MultiHeadAttention_one_head_at_a_time(m, draw):
    arguments = inputs(draw)
    attend = module(m, draw, h=2)
    full = attend.W_o.weight.detach().clone()
    alone = []
    for columns in (slice(0, 6), slice(6, 12)):
        with torch.no_grad():
            attend.W_o.weight.copy_(full)
            attend.W_o.weight[:, columns] = 0
        alone.append(attend(*arguments)[0])
    return alone


@scenario(EX, weight=2, aspect="gradients")
def test_MultiHeadAttention_gradients(m, draw):
    mask, arguments = draw.mask(B, Q, K, keep=0.7), inputs(draw)
    return module_value_and_grads(module(m, draw), *arguments, mask=mask)


@scenario(EX, aspect="robust")
def test_MultiHeadAttention_nothing_allowed(m, draw):
    mask = draw.mask(B, 1, K) & torch.tensor([[[True]], [[False]], [[True]]], device=draw.device)
    arguments = inputs(draw)
    return module_value_and_grads(module(m, draw), *arguments, mask=mask)


@scenario(EX, aspect="robust", float64=False)
def test_MultiHeadAttention_bfloat16(m, draw):
    arguments = [x.to(torch.bfloat16) for x in inputs(draw)]
    return module(m, draw).to(torch.bfloat16)(*arguments)


@scenario(EX, weight=0.5, aspect="robust")
def test_MultiHeadAttention_float64_views(m, draw):
    x = draw.normal(7, B, 4, dtype=torch.float64).transpose(0, 1)[:, :, ::2]
    parts = (
        m.split_heads(x, 2),
        m.merge_heads(draw.normal(5, 7, 2, 3, name="heads").transpose(1, 2)),
    )
    return module(m, draw, widths=(2, 2, 2)).double()(x[:, :4], x, x), parts


@scenario(EX, weight=0.5, aspect="robust")
def test_MultiHeadAttention_heads_do_not_divide(m, draw):
    x = draw.normal(2, 3, 10)
    build = m.MultiHeadAttention
    return raises(lambda: m.split_heads(x, 4)), raises(lambda: build(2, 2, 2, 10, 4))


@scenario(EX, weight=0.5, aspect="efficient", max_ops=130)
def test_MultiHeadAttention_no_loop_over_heads(m, draw):
    arguments = inputs(draw)
    attend = module(m, draw, d_model=62, h=31)
    return attend(*arguments), parameter_shapes(attend)
