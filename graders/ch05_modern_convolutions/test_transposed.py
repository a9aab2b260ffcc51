"""Scenarios of transposed and dilated convolution."""

from __future__ import annotations

import torch
from torch.nn import functional as F

from workbook.exercise import scenario
from workbook.probes import raises, unguarded, value_and_grads

GEOMETRIES = {
    "plain": {},
    "stride": dict(stride=(2, 3)),
    "stride larger than the kernel": dict(stride=(5, 4)),
    "padding": dict(stride=(2, 1), padding=(1, 2)),
    "output padding": dict(stride=(3, 2), padding=(1, 0), output_padding=(2, 1)),
    "one number": dict(stride=3, padding=1, output_padding=2),
}


@scenario("transposed", weight=4, cases=GEOMETRIES)
def test_transposed_geometry(m, draw, **geometry):
    x, weight, bias = draw.normal(2, 3, 5, 7), draw.normal(3, 4, 4, 3), draw.normal(4)
    return m.conv_transpose2d(x, weight, bias, **geometry)


@scenario("transposed", weight=1)
def test_transposed_square_weight(m, draw):
    x, weight = draw.normal(2, 5, 3, 7), draw.normal(5, 5, 3, 3)
    return m.conv_transpose2d(x, weight, stride=2, padding=1)


@scenario(
    "transposed",
    weight=1,
    cases={"two": dict(groups=2, out=3), "every channel": dict(groups=6, out=1)},
)
def test_transposed_groups(m, draw, groups, out):
    x, weight, bias = draw.normal(2, 6, 5, 4), draw.normal(6, out, 3, 2), draw.normal(groups * out)
    return m.conv_transpose2d(x, weight, bias, (2, 1), (1, 0), groups=groups)


@scenario("transposed", weight=1)
def test_transposed_adjoint(m, draw):
    """<conv(u), x> and <u, conv_transpose(x)>."""
    u, x, weight = draw.normal(2, 5, 9, 10), draw.normal(2, 3, 5, 4), draw.normal(3, 5, 3, 2)
    back = m.conv_transpose2d(x, weight, None, (2, 3), 1, (0, 1))
    with unguarded():
        windows = F.pad(u, (1, 1, 1, 1)).unfold(2, 3, 2).unfold(3, 2, 3)  # (B, O, H, W, kh, kw)
        return torch.einsum("bohwij,coij,bchw->", windows, weight, x), (u * back).sum()


@scenario("transposed", weight=1.5, aspect="gradients")
def test_transposed_gradients(m, draw):
    x, weight, bias = draw.normal(2, 4, 3, 5), draw.normal(4, 3, 3, 2), draw.normal(6)
    geometry = dict(stride=(2, 3), padding=(1, 0), output_padding=(1, 2), groups=2)
    return value_and_grads(m.conv_transpose2d, x, weight, bias, **geometry)


@scenario("transposed", weight=0.5, aspect="robust")
def test_transposed_strided_memory(m, draw):
    x, weight = draw.normal(7, 3, 10, 2), draw.normal(3, 2, 6, 4)
    image, kernel = x.permute(3, 1, 2, 0)[:, :, ::2], weight.transpose(1, 3)[:, :, ::2]
    return m.conv_transpose2d(image, kernel, stride=2)


@scenario("transposed", weight=0.5, aspect="robust", float64=False)
def test_transposed_double_precision(m, draw):
    x, weight, bias = (
        draw.normal(*s, dtype=torch.float64) for s in ((2, 3, 5, 7), (3, 2, 3, 4), (2,))
    )
    return m.conv_transpose2d(x / 3, weight / 7, bias, 2)


@scenario("transposed", weight=0.5, aspect="robust", float64=False)
def test_transposed_errors(m, draw):
    x, weight = draw.normal(1, 2, 3, 5), draw.normal(2, 3, 3, 3)
    return [
        raises(lambda extra=extra: m.conv_transpose2d(x, weight, None, (3, 2), 0, extra))
        for extra in ((3, 0), (0, 2), (4, 4))
    ]


@scenario("transposed", weight=1, aspect="efficient", max_ops=300)
def test_transposed_whole_tensors(m, draw):
    x, weight = draw.normal(3, 7, 23, 19), draw.normal(7, 11, 4, 3)
    return m.conv_transpose2d(x, weight, draw.normal(11), 2, 1)


@scenario("transposed", weight=1.5)
def test_transposed_bilinear_kernel(m, draw):
    return [m.bilinear_kernel(channels, k) for channels, k in ((2, 4), (1, 6), (3, 3), (2, 5))]


@scenario("transposed", weight=0.5)
def test_transposed_enlarges_smoothly(m, draw):
    x, constant = draw.normal(2, 3, 5, 7), draw.normal(1, 3, 1, 1)
    weight = m.bilinear_kernel(3, 4)
    return [
        m.conv_transpose2d(image, weight, None, 2, 1, groups=3)
        for image in (x, constant.expand(1, 3, 4, 6))
    ]


@scenario("transposed", weight=1, float64=False)
def test_transposed_receptive_field(m, draw):
    rates = [draw.integer(1, 9) for _ in range(5)]
    return [m.atrous_receptive_field(k, rates[:n]) for n, k in ((0, 3), (1, 5), (3, 2), (5, 3))]
