"""Scenarios of residual blocks and networks."""

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

BLOCKS = {
    "basic, identity": dict(block=("BasicBlock", 5, 5), channels=5),
    "basic, stride": dict(block=("BasicBlock", 5, 5, 2), channels=5),
    "basic, channels": dict(block=("BasicBlock", 3, 5), channels=3),
    "bottleneck, identity": dict(block=("Bottleneck", 8, 2), channels=8),
    "bottleneck, stride": dict(block=("Bottleneck", 8, 2, 2), channels=8),
    "bottleneck, expansion 3": dict(block=("Bottleneck", 5, 2, 1, 3), channels=5),
    "pre-activation, identity": dict(block=("PreActBlock", 5, 5), channels=5),
    "pre-activation, stride": dict(block=("PreActBlock", 3, 5, 2), channels=3),
}


@scenario("resnet", weight=1, float64=False)
def test_resnet_block_parameters(m, draw):
    del draw
    built = {name: case["block"] for name, case in BLOCKS.items()}
    return {name: parameter_shapes(getattr(m, b[0])(*b[1:])) for name, b in built.items()}


@scenario("resnet", weight=4, cases=BLOCKS)
def test_resnet_block(m, draw, block, channels):
    x = draw.normal(2, channels, 7, 5)
    built = fill_in_order(getattr(m, block[0])(*block[1:]), draw)
    return built(x), built.eval()(x)


@scenario("resnet", weight=0.5, cases={n: BLOCKS[n] for n in ("basic, identity", "basic, stride")})
def test_resnet_silent_residual(m, draw, block, channels):
    x = draw.normal(2, channels, 5, 7)
    built = fill_in_order(getattr(m, block[0])(*block[1:]), draw).eval()
    for parameter in list(built.parameters())[4:6]:  # the last batch normalisation of F
        parameter.data.zero_()
    return built(x)


@scenario("resnet", weight=1.5, aspect="gradients", cases=BLOCKS)
def test_resnet_gradients(m, draw, block, channels):
    x = draw.normal(2, channels, 5, 7)
    built = fill_in_order(getattr(m, block[0])(*block[1:]), draw)
    seen = module_value_and_grads(built, x)
    return seen["inputs"], list(seen["parameters"].values())


@scenario("resnet", weight=1.5, float64=False)
def test_resnet_counts(m, draw):
    del draw
    counts = {depth: parameter_count(lambda d=depth: m.resnet(d, 1000)) for depth in (18, 34, 50)}
    return {depth: f"{count:,}" for depth, count in counts.items()}


@scenario("resnet", weight=1, float64=False, cases={str(d): dict(depth=d) for d in (18, 50)})
def test_resnet_maps(m, draw, depth):
    network = m.resnet(depth, 7, width=1 / 16).eval()
    trace = layer_shapes(network, draw.normal(1, 3, 64, 96, name="x"))
    return sorted(shape for name, shape in trace if name == "Conv2d"), parameter_shapes(network)


@scenario("resnet", weight=1.5, cases={str(d): dict(depth=d) for d in (18, 50)})
def test_resnet_logits(m, draw, depth):
    x = draw.normal(2, 3, 33, 47)
    network = fill_in_order(m.resnet(depth, 7, width=1 / 16), draw, scale=0.25)
    return network.eval()(x)


@scenario("resnet", weight=0.5, aspect="robust", float64=False)
def test_resnet_other_depths(m, draw):
    del draw
    return raises(lambda: m.resnet(20, 10))
