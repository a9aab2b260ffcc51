"""Scenarios of batch normalisation and folding."""

from __future__ import annotations

from types import SimpleNamespace

import torch

from workbook.exercise import scenario
from workbook.probes import fill, module_value_and_grads, raises, state, value_and_grads


@scenario("BatchNorm2d", float64=True, weight=0.5)
def test_BatchNorm2d_fresh(m, draw):
    x = draw.normal(2, 3, 5, 7)
    layer = m.BatchNorm2d(3)
    return layer(x), state(layer)


@scenario("BatchNorm2d", weight=2)
def test_BatchNorm2d_training(m, draw):
    batches = [draw.normal(2, 3, 1, 2, shift=1.0), draw.normal(3, 3, 2, 1, scale=2.0)]
    layer = fill(m.BatchNorm2d(3, momentum=0.3), draw)
    return [(layer(x), state(layer)) for x in batches]


@scenario("BatchNorm2d", weight=1)
def test_BatchNorm2d_evaluation(m, draw):
    x, train = draw.normal(2, 3, 5, 7), draw.normal(3, 3, 2, 5)
    layer = fill(m.BatchNorm2d(3), draw).eval()
    before = layer(x), state(layer)
    layer.train()
    layer(train)
    layer.eval()
    return before, layer(x), layer(x[:1]), state(layer)


@scenario("BatchNorm2d", weight=1.5, aspect="gradients")
def test_BatchNorm2d_gradients(m, draw):
    x = draw.normal(3, 2, 5, 4)
    layer = fill(m.BatchNorm2d(2), draw)
    train = module_value_and_grads(layer, x)
    return train, module_value_and_grads(layer.eval(), x)


@scenario("BatchNorm2d", weight=1, aspect="robust")
def test_BatchNorm2d_tiny_values(m, draw):
    x = draw.normal(3, 2, 5, 7, scale=2**-9)
    layer = fill(m.BatchNorm2d(2, eps=1e-3), draw)
    return layer(x), fill(m.BatchNorm2d(2), draw)(x)


@scenario("BatchNorm2d", weight=0.5, aspect="robust")
def test_BatchNorm2d_channels_last(m, draw):
    x = draw.normal(2, 3, 5, 7).to(memory_format=torch.channels_last)
    layer = fill(m.BatchNorm2d(3), draw)
    return layer(x), layer.eval()(x[..., ::2])


@scenario("BatchNorm2d", weight=0.5, aspect="robust", float64=False)
def test_BatchNorm2d_one_value(m, draw):
    x = draw.normal(1, 3, 1, 1)
    layer = fill(m.BatchNorm2d(3), draw)
    return raises(lambda: layer(x)), layer.eval()(x), state(layer)


@scenario("BatchNorm2d", weight=0.5, aspect="robust", float64=False)
def test_BatchNorm2d_no_history(m, draw):
    x = draw.normal(2, 3, 5, 7).clone().requires_grad_()
    layer = fill(m.BatchNorm2d(3), draw)
    layer(x)
    return {name: buffer.requires_grad for name, buffer in layer.named_buffers()}


@scenario("BatchNorm2d", weight=2, cases={"bias": dict(bias=True), "no bias": dict(bias=False)})
def test_BatchNorm2d_fold(m, draw, bias):
    weight, shift = draw.normal(3, 2, 3, 5), draw.normal(3) if bias else None
    names = ("weight", "bias", "running_mean")
    bn = SimpleNamespace(**{name: draw.normal(3) for name in names}, eps=2**-6)
    bn.running_var = draw.positive(3) / 16
    return m.fold_bn(weight, shift, bn), weight, bn.weight


@scenario("BatchNorm2d", weight=0.5, aspect="gradients")
def test_BatchNorm2d_fold_gradients(m, draw):
    weight, shift = draw.normal(3, 2, 3, 5), draw.normal(3)
    bn = fill(torch.nn.BatchNorm2d(3, eps=0.25), draw)
    return value_and_grads(lambda w, b: m.fold_bn(w, b, bn), weight, shift)
