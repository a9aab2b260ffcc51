"""Scenarios of AlexNet and VGG."""

from __future__ import annotations

from torch import nn

from workbook.exercise import scenario
from workbook.probes import (
    fill_in_order,
    layer_shapes,
    module_value_and_grads,
    parameter_count,
    parameter_shapes,
)

VGG11 = [(1, 64), (1, 128), (2, 256), (2, 512), (2, 512)]
VGG16 = [(2, 64), (2, 128), (3, 256), (3, 512), (3, 512)]
SMALL = [(1, 16), (2, 32), (1, 48)]


def alexnet(m):
    return m.alexnet(7, in_channels=2, width=1 / 32)


def vgg(m):
    return m.VGG(SMALL, 5, width=1 / 8, in_channels=2)


@scenario("alexnet_vgg", weight=2, float64=False)
def test_alexnet_vgg_counts(m, draw):
    del draw
    return {
        "AlexNet": f"{parameter_count(lambda: m.alexnet(1000)):,}",
        "VGG-11": f"{parameter_count(lambda: m.VGG(VGG11, 1000)):,}",
        "VGG-16": f"{parameter_count(lambda: m.VGG(VGG16, 1000)):,}",
    }


@scenario("alexnet_vgg", weight=1, float64=False)
def test_alexnet_vgg_parameters(m, draw):
    classes = draw.integer(11, 30)
    networks = (m.alexnet(classes, width=1 / 32), m.VGG(VGG11, classes, width=1 / 32))
    return [parameter_shapes(network) for network in networks]


@scenario("alexnet_vgg", weight=1.5)
def test_alexnet_vgg_block(m, draw):
    x = draw.normal(2, 3, 11, 9)
    blocks = [m.vgg_block(n, 3, 5) for n in (1, 2, 3)]
    return [fill_in_order(block, draw)(x) for block in blocks]


@scenario(
    "alexnet_vgg",
    weight=3,
    cases={
        "AlexNet": dict(build=alexnet, size=(67, 95)),
        "AlexNet, small image": dict(build=alexnet, size=(64, 64)),
        "VGG": dict(build=vgg, size=(61, 56)),
        "VGG, small image": dict(build=vgg, size=(32, 32)),
    },
)
def test_alexnet_vgg_logits(m, draw, build, size):
    x = draw.normal(2, 2, *size)
    return fill_in_order(build(m), draw, scale=0.125).eval()(x)


@scenario(
    "alexnet_vgg",
    weight=1.5,
    float64=False,
    cases={"AlexNet": dict(build=alexnet), "VGG": dict(build=vgg)},
)
def test_alexnet_vgg_layers(m, draw, build):
    network = build(m)
    kinds = ("Conv2d", "Linear", "Dropout")
    trace = layer_shapes(network, draw.normal(2, 2, 64, 64, name="x"))
    rates = [layer.p for layer in network.modules() if isinstance(layer, nn.Dropout)]
    return [[name, shape] for name, shape in trace if name in kinds], rates


@scenario(
    "alexnet_vgg",
    weight=1,
    aspect="gradients",
    cases={"AlexNet": dict(build=alexnet), "VGG": dict(build=vgg)},
)
def test_alexnet_vgg_gradients(m, draw, build):
    x = draw.normal(1, 2, 64, 64)
    seen = module_value_and_grads(fill_in_order(build(m), draw, scale=0.125).eval(), x)
    return seen["inputs"], list(seen["parameters"].values())[::3]
