"""Scenarios of DenseNet."""

from __future__ import annotations

from workbook.exercise import scenario
from workbook.probes import (
    fill_in_order,
    layer_shapes,
    module_value_and_grads,
    parameter_count,
    parameter_shapes,
)


@scenario("densenet", weight=1)
def test_densenet_layer(m, draw):
    x = draw.normal(2, 5, 7, 3)
    layer = fill_in_order(m.DenseLayer(5, 2), draw)
    return layer(x), layer.eval()(x)


@scenario("densenet", weight=3, cases={n: dict(n_layers=int(n)) for n in ("1", "2", "4")})
def test_densenet_block(m, draw, n_layers):
    x = draw.normal(2, 5, 3, 7)
    block = fill_in_order(m.DenseBlock(5, n_layers, 3), draw)
    return block(x), block.eval()(x)


@scenario("densenet", weight=1)
def test_densenet_transition(m, draw):
    x = draw.normal(2, 7, 9, 6)
    transition = fill_in_order(m.Transition(7, 3), draw)
    return transition(x), transition.eval()(x)


@scenario("densenet", weight=1, aspect="gradients")
def test_densenet_gradients(m, draw):
    x = draw.normal(2, 3, 5, 4)
    seen = module_value_and_grads(fill_in_order(m.DenseBlock(3, 3, 2), draw), x)
    return seen["inputs"], list(seen["parameters"].values())


@scenario("densenet", weight=1.5, float64=False)
def test_densenet_counts(m, draw):
    del draw
    return {
        "DenseNet-121": f"{parameter_count(lambda: m.densenet([6, 12, 24, 16], 32, 1000)):,}",
        "DenseNet-169": f"{parameter_count(lambda: m.densenet([6, 12, 32, 32], 32, 1000)):,}",
    }


@scenario("densenet", weight=1, float64=False)
def test_densenet_maps(m, draw):
    network = m.densenet([2, 3, 1], 5, draw.integer(3, 20)).eval()
    trace = layer_shapes(network, draw.normal(1, 3, 64, 96, name="x"))
    return sorted(shape for name, shape in trace if name == "Conv2d"), parameter_shapes(network)


@scenario("densenet", weight=1.5)
def test_densenet_logits(m, draw):
    x = draw.normal(2, 3, 64, 48)
    network = fill_in_order(m.densenet([2, 3, 2], 3, 7), draw, scale=0.25)
    return network.eval()(x)
