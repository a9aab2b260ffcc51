"""Scenarios for layer normalisation, forward and backward."""

import torch

from workbook.exercise import scenario

EX = "layer_norm"
AXES = {
    "1 axis": dict(leading=(3, 7), shape=(5,)),
    "2 axes": dict(leading=(7,), shape=(2, 3)),
    "3 axes": dict(leading=(3, 2), shape=(2, 1, 5)),
    "no leading axis": dict(leading=(), shape=(3, 2)),
}
EPS = {"tiny": dict(scale=2**-7), "large eps": dict(scale=1.0, eps=0.5)}
HALF = {"bfloat16": dict(dtype=torch.bfloat16), "float16": dict(dtype=torch.float16)}


def affine(draw, shape, **options):
    """Draw weight and bias, away from 1 and 0."""
    return draw.normal(*shape, shift=0.5, **options), draw.normal(*shape, **options)


def both_ways(m, dy, *arguments, **options):
    """Run forward and backward."""
    y, cache = m.layer_norm(*arguments, **options)
    back = m.layer_norm_backward(dy, cache)
    return {"y": y, **back} if isinstance(back, dict) else (y, back)


@scenario(EX, weight=3, cases=AXES)
def test_layer_norm_forward(m, draw, leading, shape):
    x = draw.normal(*leading, *shape, scale=2.0, shift=1.0)
    return m.layer_norm(x, shape, *affine(draw, shape))[0]


@scenario(EX, weight=1, cases=EPS)
def test_layer_norm_eps(m, draw, scale, **options):
    x = draw.normal(3, 7) * scale
    return m.layer_norm(x, [7], *affine(draw, (7,)), **options)[0]


@scenario(EX, weight=1.5, aspect="robust")
def test_layer_norm_far_from_zero(m, draw):
    x, dy = draw.normal(3, 8, shift=4096.0), draw.normal(3, 8)
    return both_ways(m, dy, x, (8,), *affine(draw, (8,)))


@scenario(EX, weight=0.5, aspect="robust")
def test_layer_norm_equal_entries(m, draw):
    x, dy = draw.normal(3, 1).expand(3, 8), draw.normal(3, 8)
    return both_ways(m, dy, x, (8,), *affine(draw, (8,)), eps=1e-3)


@scenario(EX, weight=1.5, aspect="robust", cases=HALF, float64=False)
def test_layer_norm_in(m, draw, dtype):
    x, dy = draw.normal(5, 32, scale=300.0, dtype=dtype), draw.normal(5, 32, dtype=dtype)
    return both_ways(m, dy, x, (32,), *affine(draw, (32,), dtype=dtype))


@scenario(EX, weight=0.5, aspect="robust")
def test_layer_norm_views_and_no_rows(m, draw):
    x = draw.normal(6, 5, 3, dtype=torch.float64).transpose(0, 1)[:, ::2]
    weight, bias = affine(draw, (3, 3), dtype=torch.float64)
    empty = both_ways(m, x[:0], x[:0], (3, 3), weight, bias)
    return both_ways(m, x.flip(0), x, (3, 3), weight.T, bias.T), empty


@scenario(EX, weight=5, aspect="gradients", cases=AXES)
def test_layer_norm_backward(m, draw, leading, shape):
    x = draw.normal(*leading, *shape, scale=2.0, shift=1.0)
    dy = draw.normal(*leading, *shape)
    return m.layer_norm_backward(dy, m.layer_norm(x, shape, *affine(draw, shape))[1])


@scenario(EX, weight=1.5, aspect="gradients")
def test_layer_norm_backward_tiny(m, draw):
    x, dy = draw.normal(3, 7) * 2**-7, draw.normal(3, 7)
    return both_ways(m, dy, x, (7,), *affine(draw, (7,)), eps=1e-4)


@scenario(EX, aspect="efficient", max_ops=120, max_elements=8000)
def test_layer_norm_no_jacobian(m, draw):
    x, dy = draw.normal(31, 101), draw.normal(31, 101)
    return both_ways(m, dy, x, (101,), *affine(draw, (101,)))
