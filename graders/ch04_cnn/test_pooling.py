"""Scenarios of pooling."""

from __future__ import annotations

from workbook.exercise import scenario
from workbook.probes import value_and_grads

WINDOWS = {
    "plain": dict(kernel_size=2),
    "a rectangle": dict(kernel_size=(3, 2)),
    "overlapping": dict(kernel_size=(3, 2), stride=(2, 1)),
    "padded": dict(kernel_size=(3, 4), stride=2, padding=(1, 2)),
    "gaps": dict(kernel_size=2, stride=(3, 4)),
}


@scenario("pooling", weight=2, cases=WINDOWS)
def test_pooling_max(m, draw, **window):
    return m.max_pool2d(draw.distinct(2, 3, 11, 7), **window)


@scenario("pooling", weight=1)
def test_pooling_all_negative(m, draw):
    return m.max_pool2d(draw.uniform(2, 3, 7, 5, low=-4, high=-1), 3, 2, 1)


@scenario(
    "pooling",
    weight=1,
    cases={
        "hanging over": dict(size=(10, 8), window=dict(kernel_size=3, stride=(2, 3))),
        "into the padding": dict(size=(5, 7), window=dict(kernel_size=2, stride=2, padding=1)),
        "nothing left over": dict(size=(9, 7), window=dict(kernel_size=3, stride=2)),
    },
)
def test_pooling_ceil_mode(m, draw, size, window):
    return m.max_pool2d(draw.distinct(2, 3, *size), **window, ceil_mode=True)


@scenario("pooling", weight=1, aspect="robust", float64=False)
def test_pooling_ties(m, draw):
    x = draw.integers(2, 3, 7, 5, low=-1, high=2).to(draw.dtype)
    return m.max_pool2d(x, 3, 1, 1)


@scenario("pooling", weight=1.5, aspect="gradients")
def test_pooling_max_gradients(m, draw):
    x = draw.integers(2, 3, 7, 5, low=-1, high=2).to(draw.dtype)
    return value_and_grads(lambda x: m.max_pool2d(x, (3, 2), (2, 1), (1, 0))[0], x)


@scenario("pooling", weight=2, cases=WINDOWS)
def test_pooling_average(m, draw, **window):
    return m.avg_pool2d(draw.normal(2, 3, 11, 7), **window)


@scenario("pooling", weight=1)
def test_pooling_average_without_border(m, draw):
    x = draw.normal(2, 3, 7, 5, shift=2.0)
    return m.avg_pool2d(x, (3, 4), (2, 1), (1, 2), count_include_pad=False)


@scenario(
    "pooling",
    weight=2,
    cases={
        "fewer": dict(size=(7, 11), out=(3, 5)),
        "more": dict(size=(5, 3), out=(7, 4)),
        "one number": dict(size=(13, 7), out=5),
        "a divisor": dict(size=(6, 9), out=(2, 3)),
        "one": dict(size=(5, 7), out=1),
    },
)
def test_pooling_adaptive(m, draw, size, out):
    return m.adaptive_avg_pool2d(draw.normal(2, 3, *size), out)


@scenario("pooling", weight=0.5)
def test_pooling_global(m, draw):
    x, one = draw.normal(2, 3, 5, 7), draw.normal(1, 2, 1, 1)
    return m.global_avg_pool(x), m.global_avg_pool(one)


@scenario("pooling", weight=1, aspect="gradients")
def test_pooling_average_gradients(m, draw):
    x, y, z = draw.normal(2, 3, 7, 5), draw.normal(2, 3, 5, 7), draw.normal(3, 2, 5, 7)
    return (
        value_and_grads(m.avg_pool2d, x, kernel_size=(3, 2), stride=(2, 1), padding=(1, 0)),
        value_and_grads(m.adaptive_avg_pool2d, y, output_size=(3, 2)),
        value_and_grads(m.global_avg_pool, z),
    )


@scenario("pooling", weight=0.5, aspect="robust")
def test_pooling_strided_memory(m, draw):
    x = draw.distinct(7, 3, 10, 2).permute(3, 1, 0, 2)[..., ::2]
    return m.max_pool2d(x, 2), m.avg_pool2d(x, 2), m.adaptive_avg_pool2d(x, 3)


@scenario("pooling", weight=1, aspect="efficient", max_ops=400)
def test_pooling_whole_tensors(m, draw):
    x = draw.distinct(4, 5, 32, 32)
    return m.max_pool2d(x, 3, 2, 1), m.avg_pool2d(x, 3, 2, 1), m.global_avg_pool(x)
