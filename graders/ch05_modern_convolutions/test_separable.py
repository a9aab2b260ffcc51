"""Scenarios of the separable convolution and its costs."""

from __future__ import annotations

from workbook.exercise import scenario
from workbook.probes import fill_in_order, module_value_and_grads, parameter_shapes, raises

LAYERS = {
    "3x3": dict(arguments=(3, 5)),
    "5x5, stride 2": dict(arguments=(3, 7, 5, 2)),
    "7x7, stride 3": dict(arguments=(5, 2, 7, 3)),
    "1x1": dict(arguments=(2, 3, 1)),
}
KINDS = ("standard", "depthwise", "pointwise", "separable")


@scenario("separable", weight=1, float64=False)
def test_separable_parameters(m, draw):
    built = {name: m.SeparableConv2d(*case["arguments"]) for name, case in LAYERS.items()}
    return {name: parameter_shapes(layer) for name, layer in built.items()}


@scenario("separable", weight=2, cases=LAYERS)
def test_separable_maps(m, draw, arguments):
    x = draw.normal(2, arguments[0], 11, 8)
    layer = fill_in_order(m.SeparableConv2d(*arguments), draw)
    return layer(x), layer.eval()(x)


@scenario("separable", weight=1.5, aspect="gradients")
def test_separable_gradients(m, draw):
    x = draw.normal(2, 3, 7, 5)
    layer = fill_in_order(m.SeparableConv2d(3, 5, 3, 2), draw)
    seen = module_value_and_grads(layer, x)
    return seen["inputs"], list(seen["parameters"].values())


@scenario("separable", weight=2, cases={kind: dict(kind=kind) for kind in KINDS}, float64=False)
def test_separable_cost(m, draw, kind):
    inside, size = draw.integer(2, 20), draw.integer(1, 4) * 2 + 1
    outside = inside * draw.integer(2, 5)
    height, width = draw.integer(10, 40) * 6, draw.integer(50, 90) * 6
    shape = (inside, outside, size, height, width)
    return [m.conv_cost(kind, *shape, *stride) for stride in ((), (2,), (3,))]


@scenario("separable", weight=1, float64=False)
def test_separable_cost_rounds_up(m, draw):
    sizes = (draw.integer(5, 20) * 2 + 1, draw.integer(30, 50) * 2 + 1)
    return [m.conv_cost(kind, 3, 6, 3, *sizes, 2) for kind in KINDS]


@scenario("separable", weight=1)
def test_separable_saving(m, draw):
    out, size = draw.integer(2, 100), draw.integer(1, 5) * 2 + 1
    return m.saving_ratio(out, size), m.saving_ratio(256, 3)


@scenario("separable", weight=0.5, aspect="robust", float64=False)
def test_separable_errors(m, draw):
    return raises(lambda: m.conv_cost("grouped", 3, 8, 3, 10, 10))


@scenario("separable", weight=1, aspect="efficient", float64=False)
def test_separable_sizes(m, draw):
    """Large layers must be as small as the recipe says."""
    layer = m.SeparableConv2d(96, 160, 5)
    return sum(parameter.numel() for parameter in layer.parameters())
