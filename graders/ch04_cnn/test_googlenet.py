"""Scenarios of the inception block and of GoogLeNet."""

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

BLOCKS = {
    "all different": (5, 2, (3, 7), (1, 3), 4),
    "all equal": (3, 4, (2, 4), (3, 4), 4),
}


@scenario("googlenet", weight=3, cases={name: dict(block=block) for name, block in BLOCKS.items()})
def test_googlenet_block(m, draw, block):
    x = draw.normal(2, block[0], 7, 5)
    return fill_in_order(m.Inception(*block), draw)(x)


@scenario("googlenet", weight=0.5)
def test_googlenet_one_pixel(m, draw):
    x = draw.normal(2, 5, 1, 1)
    return fill_in_order(m.Inception(*BLOCKS["all different"]), draw)(x)


@scenario("googlenet", weight=1, aspect="gradients")
def test_googlenet_block_gradients(m, draw):
    x = draw.normal(2, 3, 5, 7)
    seen = module_value_and_grads(fill_in_order(m.Inception(*BLOCKS["all equal"]), draw), x)
    return seen["inputs"], list(seen["parameters"].values())


@scenario("googlenet", weight=1, float64=False)
def test_googlenet_counts(m, draw):
    del draw
    return {
        "without heads": f"{parameter_count(lambda: m.GoogLeNet(1000)):,}",
        "with heads": f"{parameter_count(lambda: m.GoogLeNet(1000, aux=True)):,}",
    }


@scenario("googlenet", weight=0.5, float64=False)
def test_googlenet_parameters(m, draw):
    return parameter_shapes(m.GoogLeNet(draw.integer(11, 30), width=1 / 8, aux=True))


@scenario("googlenet", weight=1, float64=False)
def test_googlenet_maps(m, draw):
    trace = layer_shapes(m.GoogLeNet(7, width=1 / 8).eval(), draw.normal(1, 3, 64, 96, name="x"))
    return sorted(shape for name, shape in trace if name == "Conv2d")


@scenario("googlenet", weight=1.5)
def test_googlenet_logits(m, draw):
    x = draw.normal(2, 3, 64, 48)
    return fill_in_order(m.GoogLeNet(5, width=1 / 8), draw, scale=0.25).eval()(x)


@scenario("googlenet", weight=1.5)
def test_googlenet_auxiliary_heads(m, draw):
    x = draw.normal(2, 3, 64, 64)
    network = fill_in_order(m.GoogLeNet(5, width=1 / 8, aux=True), draw, scale=0.25)
    for layer in network.modules():
        if isinstance(layer, nn.Dropout):
            layer.p = 0.0  # so that training mode is not random
    return {"training": network.train()(x), "evaluation": network.eval()(x)}


@scenario("googlenet", weight=0.5, float64=False)
def test_googlenet_dropout(m, draw):
    del draw
    network = m.GoogLeNet(5, width=1 / 8, aux=True)
    return sorted(layer.p for layer in network.modules() if isinstance(layer, nn.Dropout))
