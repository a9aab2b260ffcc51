"""Scenarios of pointwise and depthwise convolution."""

from __future__ import annotations

import torch

from workbook.exercise import scenario
from workbook.probes import raises, value_and_grads

# ── pointwise_conv ──────────────────────────────────────────────────────────────────────────────


@scenario(
    "pointwise_conv",
    weight=3,
    cases={
        "several images": dict(shape=(2, 3, 5, 7), out=11),
        "one row": dict(shape=(3, 5, 1, 7), out=2),
        "one pixel": dict(shape=(5, 3, 1, 1), out=7),
        "one channel": dict(shape=(2, 1, 3, 5), out=3),
        "no image": dict(shape=(0, 3, 5, 7), out=2),
    },
)
def test_pointwise_conv_values(m, draw, shape, out):
    return m.pointwise_conv(draw.normal(*shape), draw.normal(out, shape[1]), draw.normal(out))


@scenario("pointwise_conv", weight=0.5)
def test_pointwise_conv_no_bias(m, draw):
    return m.pointwise_conv(draw.normal(2, 3, 5, 7), draw.normal(5, 3))


@scenario("pointwise_conv", weight=1, aspect="gradients")
def test_pointwise_conv_gradients(m, draw):
    return value_and_grads(
        m.pointwise_conv, draw.normal(2, 3, 5, 7), draw.normal(5, 3), draw.normal(5)
    )


@scenario(
    "pointwise_conv",
    weight=1,
    aspect="robust",
    cases={"channels last": dict(last=True), "a strided view": dict(last=False)},
)
def test_pointwise_conv_memory(m, draw, last):
    x, weight, bias = draw.normal(7, 6, 10, 3), draw.normal(3, 5), draw.normal(5)
    if last:
        image = x.permute(0, 3, 1, 2).contiguous(memory_format=torch.channels_last)
    else:
        image = x.permute(1, 3, 2, 0)[:, :, ::2]
    return m.pointwise_conv(image, weight.T, bias)


@scenario("pointwise_conv", weight=0.5, aspect="robust", float64=False)
def test_pointwise_conv_double_precision(m, draw):
    x, weight, bias = (draw.normal(*s, dtype=torch.float64) for s in ((2, 3, 5, 7), (5, 3), (5,)))
    return m.pointwise_conv(x / 3, weight / 7, bias)


@scenario("pointwise_conv", weight=1, aspect="efficient", max_ops=60)
def test_pointwise_conv_whole_tensors(m, draw):
    return m.pointwise_conv(draw.normal(3, 17, 19, 13), draw.normal(23, 17), draw.normal(23))


# ── depthwise_conv ──────────────────────────────────────────────────────────────────────────────

GEOMETRIES = {
    "plain": {},
    "stride": dict(stride=(2, 3)),
    "padding": dict(padding=(1, 2)),
    "dilation": dict(dilation=(2, 3)),
    "all": dict(stride=(3, 2), padding=(2, 1), dilation=(1, 2)),
    "one number": dict(stride=2, padding=1, dilation=2),
}


@scenario("depthwise_conv", weight=3, cases=GEOMETRIES)
def test_depthwise_conv_geometry(m, draw, **geometry):
    x, weight, bias = draw.normal(2, 3, 11, 7), draw.normal(3, 1, 3, 2), draw.normal(3)
    return m.depthwise_conv(x, weight, bias, **geometry)


@scenario(
    "depthwise_conv", weight=2, cases={"two": dict(multiplier=2), "three": dict(multiplier=3)}
)
def test_depthwise_conv_multiplier(m, draw, multiplier):
    x, weight = draw.normal(2, 5, 7, 6), draw.normal(5 * multiplier, 1, 2, 3)
    return m.depthwise_conv(x, weight, draw.normal(5 * multiplier), (1, 2), (1, 0))


@scenario("depthwise_conv", weight=0.5)
def test_depthwise_conv_no_bias(m, draw):
    return m.depthwise_conv(draw.normal(2, 3, 5, 7), draw.normal(6, 1, 3, 2), padding=1)


@scenario("depthwise_conv", weight=0.5)
def test_depthwise_conv_one_channel_lit(m, draw):
    """Only the maps of the channel that is not black may differ from their bias."""
    x, lit = draw.normal(1, 3, 5, 7), draw.integer(0, 3)
    weight, bias = draw.normal(6, 1, 3, 3), draw.normal(6)
    black = x * 0
    black[:, lit] = x[:, lit]
    return m.depthwise_conv(black, weight, bias)


@scenario("depthwise_conv", weight=1.5, aspect="gradients")
def test_depthwise_conv_gradients(m, draw):
    x, weight, bias = draw.normal(2, 3, 7, 6), draw.normal(6, 1, 3, 2), draw.normal(6)
    geometry = dict(stride=(2, 1), padding=(1, 2), dilation=(1, 2))
    return value_and_grads(m.depthwise_conv, x, weight, bias, **geometry)


@scenario("depthwise_conv", weight=0.5, aspect="robust")
def test_depthwise_conv_strided_memory(m, draw):
    x, weight = draw.normal(7, 3, 10, 2), draw.normal(3, 1, 2, 6)
    return m.depthwise_conv(x.permute(3, 1, 2, 0)[:, :, ::2], weight.permute(3, 1, 2, 0))


@scenario("depthwise_conv", weight=0.5, aspect="robust", float64=False)
def test_depthwise_conv_errors(m, draw):
    x, dense, odd = draw.normal(2, 4, 5, 7), draw.normal(4, 4, 3, 3), draw.normal(6, 1, 3, 3)
    return raises(lambda: m.depthwise_conv(x, dense)), raises(lambda: m.depthwise_conv(x, odd))


@scenario("depthwise_conv", weight=1, aspect="efficient", max_ops=400)
def test_depthwise_conv_whole_tensors(m, draw):
    x, weight, bias = draw.normal(4, 29, 23, 19), draw.normal(58, 1, 3, 3), draw.normal(58)
    return m.depthwise_conv(x, weight, bias, padding=1)
