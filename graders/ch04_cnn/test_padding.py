"""Scenarios of shape arithmetic and padding."""

from __future__ import annotations

from workbook.exercise import scenario
from workbook.probes import raises, value_and_grads

ROOMS = [(7, 3), (8, 3), (11, 5), (10, 4), (5, 5), (13, 1), (12, 7)]


@scenario("padding", weight=2, float64=False)
def test_padding_conv_out(m, draw):
    sizes = draw.integers(40, low=9, high=40).tolist()
    kernels = draw.integers(40, low=1, high=5).tolist()
    strides = draw.integers(40, low=1, high=5).tolist()
    paddings = draw.integers(40, low=0, high=4).tolist()
    dilations = draw.integers(40, low=1, high=3).tolist()
    tuples = zip(sizes, kernels, strides, paddings, dilations, strict=True)
    return {str(t): m.conv_out(*t) for t in tuples}


@scenario("padding", weight=0.5, float64=False)
def test_padding_conv_out_defaults(m, draw):
    del draw
    return [m.conv_out(*room) for room in ROOMS]


@scenario("padding", weight=0.5, aspect="robust", float64=False)
def test_padding_kernel_does_not_fit(m, draw):
    size = draw.integer(2, 5)
    return [
        raises(lambda: m.conv_out(size, size + 1)),
        raises(lambda: m.conv_out(size, 3, 1, 0, size)),
        m.conv_out(size, size + 2, padding=1),
    ]


@scenario("padding", float64=False)
def test_padding_same_pad(m, draw):
    kernels = draw.integers(12, low=1, high=9).tolist()
    dilations = draw.integers(12, low=1, high=5).tolist()
    pairs = {f"({k}, {d})": m.same_pad(k, d) for k, d in zip(kernels, dilations, strict=True)}
    return pairs, [m.same_pad(k) for k in (1, 2, 3, 4, 5)]


@scenario(
    "padding",
    weight=2,
    cases={
        "constant": dict(mode="constant", padding=(1, 2, 3, 0)),
        "reflect": dict(mode="reflect", padding=(3, 1, 2, 4)),
        "replicate": dict(mode="replicate", padding=(5, 1, 0, 3)),
    },
)
def test_padding_pad2d(m, draw, mode, padding):
    return m.pad2d(draw.normal(2, 3, 5, 7), padding, mode)


@scenario("padding", weight=0.5)
def test_padding_value(m, draw):
    x = draw.normal(3, 2, 5)
    return m.pad2d(x, (1, 0, 2, 3), value=-1.5), m.pad2d(x, (0, 2, 1, 1), value=float("-inf"))


@scenario("padding", weight=0.5, aspect="robust")
def test_padding_other_layouts(m, draw):
    x, flat = draw.normal(5, 7, 3, 2), draw.normal(5, 4)
    strided = x.permute(3, 0, 2, 1)[..., ::2]
    return m.pad2d(strided, (1, 2, 0, 1), "reflect"), m.pad2d(flat, (0, 0, 0, 0)), flat


@scenario("padding", weight=0.5, aspect="robust", float64=False)
def test_padding_errors(m, draw):
    x = draw.normal(2, 3, 4)
    return [
        raises(lambda: m.pad2d(x, (1, 1, 1, 1), "wrap around")),
        raises(lambda: m.pad2d(x, (0, 0, 3, 0), "reflect")),
        raises(lambda: m.pad2d(x, (0, 4, 0, 0), "reflect")),
        raises(lambda: m.pad2d(x, (0, 3, 2, 0), "reflect")),
        raises(lambda: m.pad2d(x, (1, -1, 0, 0))),
    ]


@scenario(
    "padding",
    weight=1.5,
    aspect="gradients",
    cases={mode: dict(mode=mode) for mode in ("constant", "reflect", "replicate")},
)
def test_padding_gradients(m, draw, mode):
    return value_and_grads(m.pad2d, draw.normal(2, 5, 3), padding=(2, 1, 3, 4), mode=mode)


@scenario("padding", weight=1.5, float64=False)
def test_padding_receptive_field(m, draw):
    kernels = draw.integers(6, low=1, high=6).tolist()
    strides = draw.integers(6, low=1, high=4).tolist()
    dilations = draw.integers(6, low=1, high=4).tolist()
    stack = list(zip(kernels, strides, dilations, strict=True))
    vgg = [*[(3, 1, 1)] * 2, (2, 2, 1)] * 2
    return [m.receptive_field(stack[:n]) for n in range(7)], m.receptive_field(vgg)
