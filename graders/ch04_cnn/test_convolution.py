"""Scenarios of convolution, im2col, and the convolution with a hand-written backward."""

from __future__ import annotations

import torch

from workbook.exercise import scenario
from workbook.probes import (
    fill,
    module_value_and_grads,
    parameter_shapes,
    raises,
    unguarded,
    value_and_grads,
)

GEOMETRIES = {
    "plain": {},
    "stride": dict(stride=(2, 3)),
    "padding": dict(padding=(1, 2)),
    "dilation": dict(dilation=(2, 3)),
    "all": dict(stride=(3, 2), padding=(2, 1), dilation=(1, 2)),
    "one number": dict(stride=2, padding=1, dilation=2),
}

# ── conv2d ──────────────────────────────────────────────────────────────────────────────────────


@scenario("conv2d", weight=4, cases=GEOMETRIES)
def test_conv2d_geometry(m, draw, **geometry):
    x, weight, bias = draw.normal(2, 3, 11, 7), draw.normal(5, 3, 3, 2), draw.normal(5)
    return m.conv2d(x, weight, bias, **geometry)


@scenario(
    "conv2d",
    weight=2,
    cases={"two": dict(groups=2, seen=3, out=10), "every channel": dict(groups=6, seen=1, out=12)},
)
def test_conv2d_groups(m, draw, groups, seen, out):
    x, weight = draw.normal(2, 6, 7, 5), draw.normal(out, seen, 2, 3)
    return m.conv2d(x, weight, draw.normal(out), (2, 1), groups=groups)


@scenario(
    "conv2d",
    cases={
        "one by one": dict(kernel=(1, 1), batch=2),
        "the whole image": dict(kernel=(7, 5), batch=3),
        "one image": dict(kernel=(2, 3), batch=1),
        "no image": dict(kernel=(2, 3), batch=0),
    },
)
def test_conv2d_limits(m, draw, kernel, batch):
    return m.conv2d(draw.normal(batch, 3, 7, 5), draw.normal(2, 3, *kernel), draw.normal(2))


@scenario("conv2d", weight=0.5)
def test_conv2d_no_bias(m, draw):
    return m.conv2d(draw.normal(2, 3, 5, 7), draw.normal(4, 3, 3, 2), padding=1)


@scenario("conv2d", weight=2, aspect="gradients")
def test_conv2d_gradients(m, draw):
    x, weight, bias = draw.normal(2, 4, 6, 5), draw.normal(6, 2, 3, 2), draw.normal(6)
    geometry = dict(stride=(2, 1), padding=(1, 2), groups=2)
    return value_and_grads(m.conv2d, x, weight, bias, **geometry)


@scenario("conv2d", weight=0.5, aspect="robust")
def test_conv2d_strided_memory(m, draw):
    x, weight = draw.normal(7, 2, 10, 3), draw.normal(3, 2, 3, 5)
    image = x.permute(1, 3, 2, 0)[:, :, ::2]
    return m.conv2d(image, weight.transpose(0, 3).transpose(1, 3)[:, :, :2], padding=1)


@scenario("conv2d", weight=0.5, aspect="robust", float64=False)
def test_conv2d_double_precision(m, draw):
    x = draw.normal(2, 3, 7, 5, dtype=torch.float64)
    weight, bias = (draw.normal(*s, dtype=torch.float64) for s in ((2, 3, 3, 2), (2,)))
    return m.conv2d(x / 3, weight / 7, bias, padding=1)


@scenario("conv2d", weight=0.5, aspect="robust", float64=False)
def test_conv2d_errors(m, draw):
    x = draw.normal(2, 6, 5, 7)
    wrong, narrow, tall = draw.normal(4, 5, 3, 3), draw.normal(4, 3, 3, 3), draw.normal(4, 6, 6, 2)
    odd = draw.normal(5, 3, 3, 3)
    return [
        raises(lambda: m.conv2d(x, wrong)),
        raises(lambda: m.conv2d(x, narrow)),
        raises(lambda: m.conv2d(x, tall)),
        raises(lambda: m.conv2d(x, odd, groups=2)),
    ]


@scenario("conv2d", weight=1.5, aspect="efficient", max_ops=500)
def test_conv2d_whole_tensors(m, draw):
    return m.conv2d(draw.normal(8, 8, 32, 32), draw.normal(8, 8, 3, 3), draw.normal(8), padding=1)


# ── im2col ──────────────────────────────────────────────────────────────────────────────────────


@scenario("im2col", weight=2, cases=GEOMETRIES)
def test_im2col_columns(m, draw, **geometry):
    return m.im2col(draw.normal(2, 3, 9, 7), (3, 2), **geometry)


@scenario("im2col", weight=2, cases=GEOMETRIES)
def test_im2col_and_back(m, draw, **geometry):
    columns = m.im2col(draw.normal(2, 3, 9, 7), (3, 2), **geometry)
    return m.col2im(columns, (2, 3, 9, 7), (3, 2), **geometry)


@scenario("im2col", weight=1.5)
def test_im2col_adjoint(m, draw):
    columns = draw.normal(2, 3 * 6, 4 * 4)
    return m.col2im(columns, (2, 3, 9, 7), (3, 2), stride=2, padding=(0, 1))


@scenario("im2col", weight=0.5)
def test_im2col_square_kernel(m, draw):
    x, columns = draw.normal(2, 2, 5, 7), draw.normal(2, 18, 15)
    return m.im2col(x, 3), m.col2im(columns, (2, 2, 5, 7), 3)


@scenario("im2col", weight=2, cases=GEOMETRIES)
def test_im2col_convolution(m, draw, **geometry):
    x, weight, bias = draw.normal(2, 3, 11, 7), draw.normal(5, 3, 3, 2), draw.normal(5)
    return m.conv2d_im2col(x, weight, bias, **geometry)


@scenario("im2col", weight=1)
def test_im2col_groups(m, draw):
    x, weight = draw.normal(2, 6, 7, 5), draw.normal(4, 3, 2, 3)
    return m.conv2d_im2col(x, weight, stride=(2, 1), padding=(1, 0), groups=2)


@scenario("im2col", weight=1, aspect="gradients")
def test_im2col_gradients(m, draw):
    x, columns = draw.normal(2, 3, 5, 7), draw.normal(2, 18, 12)
    geometry = dict(kernel_size=(3, 2), stride=2, padding=(1, 0))
    there = value_and_grads(m.im2col, x, **geometry)
    back = value_and_grads(m.col2im, columns, wrt=(0,), shape=(2, 3, 7, 7), **geometry)
    return there, back


@scenario("im2col", weight=0.5, aspect="robust")
def test_im2col_strided_memory(m, draw):
    x = draw.normal(3, 7, 10, 2).permute(3, 0, 2, 1)[:, :, ::2]
    columns = draw.normal(2, 24, 18).transpose(1, 2)
    return m.im2col(x, (2, 3)), m.col2im(columns, (2, 3, 5, 8), (2, 3))


@scenario("im2col", weight=1, aspect="efficient", max_ops=300)
def test_im2col_whole_tensors(m, draw):
    x, weight = draw.normal(4, 5, 23, 19), draw.normal(7, 5, 3, 2)
    columns = m.im2col(x, (3, 2))
    return m.col2im(columns, (4, 5, 23, 19), (3, 2)), m.conv2d_im2col(x, weight)


# ── Conv2dFunction ──────────────────────────────────────────────────────────────────────────────


def arguments(stride=1, padding=0, dilation=1, groups=1):
    return stride, padding, dilation, groups


@scenario("Conv2dFunction", weight=1, cases=GEOMETRIES)
def test_Conv2dFunction_forward(m, draw, **geometry):
    x, weight, bias = draw.normal(2, 3, 11, 7), draw.normal(5, 3, 3, 2), draw.normal(5)
    return m.Conv2dFunction.apply(x, weight, bias, *arguments(**geometry))


@scenario("Conv2dFunction", weight=4, aspect="gradients", cases=GEOMETRIES)
def test_Conv2dFunction_gradients(m, draw, **geometry):
    x, weight, bias = draw.normal(2, 3, 11, 7), draw.normal(5, 3, 3, 2), draw.normal(5)

    def convolution(x, weight, bias):
        return m.Conv2dFunction.apply(x, weight, bias, *arguments(**geometry))

    return value_and_grads(convolution, x, weight, bias)


@scenario("Conv2dFunction", weight=1.5, aspect="gradients")
def test_Conv2dFunction_groups(m, draw):
    x, weight, bias = draw.normal(2, 6, 7, 5), draw.normal(4, 3, 2, 3), draw.normal(4)

    def convolution(x, weight, bias):
        return m.Conv2dFunction.apply(x, weight, bias, (2, 1), (1, 0), 1, 2)

    return value_and_grads(convolution, x, weight, bias)


@scenario("Conv2dFunction", weight=1.5, aspect="gradients")
def test_Conv2dFunction_unused_border(m, draw):
    x, weight = draw.normal(3, 2, 8, 10), draw.normal(2, 2, 3, 2)

    def convolution(x, weight):
        return m.Conv2dFunction.apply(x, weight, None, (2, 3), 0, 1, 1)

    return value_and_grads(convolution, x, weight)


@scenario("Conv2dFunction", weight=1, aspect="gradients")
def test_Conv2dFunction_called_twice(m, draw):
    x, other, weight = draw.normal(2, 3, 5, 7), draw.normal(1, 3, 7, 5), draw.normal(2, 3, 3, 2)

    def convolutions(x, other, weight):
        first = m.Conv2dFunction.apply(x, weight, None, 1, 0, 1, 1)
        second = m.Conv2dFunction.apply(other, weight, None, 2, 1, 1, 1)
        return first, second

    return value_and_grads(convolutions, x, other, weight)


@scenario(
    "Conv2dFunction",
    weight=1,
    aspect="robust",
    cases={"weight only": dict(wanted=(1,)), "image and bias": dict(wanted=(0, 2))},
)
def test_Conv2dFunction_only_what_is_asked(m, draw, wanted):
    inputs = [draw.normal(2, 3, 5, 7), draw.normal(4, 3, 3, 2), draw.normal(4)]
    cotangent = draw.normal(2, 4, 3, 6)
    for index in wanted:
        inputs[index] = inputs[index].clone().requires_grad_()
    out = m.Conv2dFunction.apply(*inputs, 1, 0, 1, 1)
    return out, m.Conv2dFunction.backward(out.grad_fn, cotangent)


@scenario("Conv2dFunction", weight=0.5, aspect="robust", float64=False)
def test_Conv2dFunction_changed_in_between(m, draw):
    x, weight = (draw.normal(*s).clone() for s in ((2, 3, 5, 7), (4, 3, 3, 2)))
    cotangent = draw.normal(2, 4, 3, 6)
    image = m.Conv2dFunction.apply(x, weight.clone().requires_grad_(), None, 1, 0, 1, 1)
    kernel = m.Conv2dFunction.apply(x.clone().requires_grad_(), weight, None, 1, 0, 1, 1)
    x.zero_()
    weight.zero_()
    with unguarded():  # the backward pass is called by the grader, not by the exercise
        return [raises(lambda y=y: y.backward(cotangent)) for y in (image, kernel)]


@scenario("Conv2dFunction", weight=1, aspect="gradients")
def test_Conv2dFunction_layer(m, draw):
    layer = m.Conv2d(4, 6, (3, 2), stride=(2, 1), padding=(1, 2), dilation=(1, 2), groups=2)
    plain = m.Conv2d(3, 2, 2, bias=False)
    x, y = draw.normal(2, 4, 7, 5, name="x"), draw.normal(2, 3, 5, 7, name="y")
    return (
        module_value_and_grads(fill(layer, draw), x),
        module_value_and_grads(fill(plain, draw), y),
        parameter_shapes(plain),
    )
