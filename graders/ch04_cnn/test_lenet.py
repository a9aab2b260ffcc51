"""Scenarios of LeNet-5."""

from __future__ import annotations

from workbook.exercise import scenario
from workbook.probes import (
    fill_in_order,
    layer_shapes,
    module_value_and_grads,
    parameter_count,
    parameter_shapes,
    raises,
)

SIZES = {"size 28": 28, "size 32": 32, "size 8": 8}


@scenario("LeNet5", weight=1, float64=False)
def test_LeNet5_parameters(m, draw):
    channels, classes = draw.integer(1, 5), draw.integer(2, 20)
    shapes = [parameter_shapes(m.LeNet5(channels, classes, size)) for size in (28, 32, 8)]
    counts = [parameter_count(lambda size=size: m.LeNet5(size=size)) for size in (28, 32)]
    return shapes, [f"{count:,}" for count in counts]


@scenario("LeNet5", weight=4, cases={name: dict(size=size) for name, size in SIZES.items()})
def test_LeNet5_logits(m, draw, size):
    x = draw.normal(3, 2, size, size)
    return fill_in_order(m.LeNet5(2, 7, size), draw, scale=0.25)(x)


@scenario("LeNet5", weight=1)
def test_LeNet5_maps(m, draw):
    x = draw.normal(2, 1, 28, 28)
    trace = layer_shapes(m.LeNet5(), x)
    return [shape for name, shape in trace if name in ("Conv2d", "Linear")]


@scenario("LeNet5", weight=1, aspect="gradients")
def test_LeNet5_gradients(m, draw):
    x = draw.normal(2, 1, 8, 8)
    net = fill_in_order(m.LeNet5(1, 3, size=8), draw, scale=0.25)
    seen = module_value_and_grads(net, x)
    return seen["value"], seen["inputs"], list(seen["parameters"].values())


@scenario("LeNet5", weight=1, aspect="robust")
def test_LeNet5_saved_and_alone(m, draw):
    x = draw.normal(3, 1, 8, 8)
    net = fill_in_order(m.LeNet5(size=8), draw, scale=0.25)
    copy = m.LeNet5(size=8)
    copy.load_state_dict(net.state_dict())
    return copy(x), net(x[:1])


@scenario("LeNet5", weight=0.5, aspect="robust", float64=False)
def test_LeNet5_other_sizes(m, draw):
    del draw
    return [raises(lambda: m.LeNet5(size=12)), raises(lambda: m.LeNet5(3, 10, 64))]
