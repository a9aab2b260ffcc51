"""Scenarios of the MobileNets."""

from __future__ import annotations

from workbook.exercise import scenario
from workbook.probes import (
    fill_in_order,
    layer_shapes,
    module_value_and_grads,
    parameter_count,
    parameter_shapes,
)

BLOCKS = {
    "expand 6, shortcut": dict(arguments=(3, 3)),
    "expand 6, stride 2": dict(arguments=(3, 3, 2, 6)),
    "expand 2, other channels": dict(arguments=(3, 5, 1, 2)),
    "expand 1, shortcut": dict(arguments=(5, 5, 1, 1)),
    "expand 1, stride 2": dict(arguments=(2, 5, 2, 1)),
}


@scenario("mobilenet", weight=1.5, float64=False)
def test_mobilenet_make_divisible(m, draw):
    values = [draw.number(1, 300) for _ in range(30)]
    fixed = [4, 8, 11, 11.9, 12, 12.5, 17, 18, 19, 20, 27, 27.9, 28, 100, 0.5, 32 * 0.35]
    return [m.make_divisible(v) for v in (*values, *fixed)], [
        m.make_divisible(v, 16) for v in values
    ]


@scenario("mobilenet", weight=0.5, float64=False)
def test_mobilenet_block_parameters(m, draw):
    blocks = {name: m.InvertedResidual(*case["arguments"]) for name, case in BLOCKS.items()}
    gates = {f"{c}/{r}": m.SqueezeExcite(c, r) for c, r in ((8, 4), (11, 4), (3, 4), (8, 2))}
    return {name: parameter_shapes(block) for name, block in (blocks | gates).items()}


@scenario("mobilenet", weight=3, cases=BLOCKS)
def test_mobilenet_block(m, draw, arguments):
    x = draw.normal(2, arguments[0], 7, 5, scale=3.0)
    block = fill_in_order(m.InvertedResidual(*arguments), draw, scale=2.0)
    return block(x), block.eval()(x)


@scenario("mobilenet", weight=1.5, aspect="gradients", cases={n: BLOCKS[n] for n in [*BLOCKS][:3]})
def test_mobilenet_gradients(m, draw, arguments):
    x = draw.normal(3, arguments[0], 5, 7)
    seen = module_value_and_grads(fill_in_order(m.InvertedResidual(*arguments), draw), x)
    return seen["inputs"], list(seen["parameters"].values())


@scenario(
    "mobilenet", weight=1.5, cases={"8 channels": dict(sizes=(8,)), "r = 2": dict(sizes=(5, 2))}
)
def test_mobilenet_squeeze(m, draw, sizes):
    x = draw.normal(3, sizes[0], 4, 7, scale=2.0, shift=0.5)
    return fill_in_order(m.SqueezeExcite(*sizes), draw, scale=1.0)(x)


@scenario("mobilenet", weight=0.5, aspect="robust")
def test_mobilenet_squeeze_one_image(m, draw):
    x = draw.normal(3, 8, 4, 7, scale=2.0, shift=0.5)
    gate = fill_in_order(m.SqueezeExcite(8), draw, scale=1.0)
    return gate(x[:1]), gate(x.transpose(2, 3))


@scenario("mobilenet", weight=1, aspect="efficient", float64=False)
def test_mobilenet_count(m, draw):
    return {
        "1.0": parameter_count(m.mobilenet_v1),
        "0.75": parameter_count(lambda: m.mobilenet_v1(10, 0.75)),
        "0.3": parameter_count(lambda: m.mobilenet_v1(100, 0.3, 1)),
    }


@scenario("mobilenet", weight=1, float64=False)
def test_mobilenet_maps(m, draw):
    network = m.mobilenet_v1(7, 0.25).eval()
    trace = layer_shapes(network, draw.normal(1, 3, 64, 96, name="x"))
    return [shape for name, shape in trace if name == "Conv2d"], parameter_shapes(network)


@scenario("mobilenet", weight=1.5, cases={"a third": dict(alpha=0.3), "a half": dict(alpha=0.5)})
def test_mobilenet_logits(m, draw, alpha):
    x = draw.normal(2, 3, 40, 33, scale=2.0)
    network = fill_in_order(m.mobilenet_v1(5, alpha), draw, scale=1.0)
    return network.eval()(x)
