"""Scenarios of the U-Net."""

from __future__ import annotations

from workbook.exercise import scenario
from workbook.probes import fill_in_order, module_value_and_grads, parameter_shapes, raises

NETWORKS = {
    "one level": dict(depth=1, up="transpose"),
    "two levels": dict(depth=2, up="transpose"),
    "three levels": dict(depth=3, up="transpose"),
    "one level, bilinear": dict(depth=1, up="bilinear"),
    "two levels, bilinear": dict(depth=2, up="bilinear"),
}


@scenario("UNet", weight=1.5, float64=False)
def test_UNet_parameters(m, draw):
    built = {name: m.UNet(3, 5, 2, **case) for name, case in NETWORKS.items()}
    shapes = {name: parameter_shapes(network) for name, network in built.items()}
    return {**shapes, "as it comes": parameter_shapes(m.UNet(1, 2))}


@scenario("UNet", weight=4, cases=NETWORKS)
def test_UNet_logits(m, draw, depth, up):
    x = draw.normal(2, 3, 8, 16)
    network = fill_in_order(m.UNet(3, 5, 2, depth, up), draw)
    return network.eval()(x)


@scenario("UNet", weight=1)
def test_UNet_training_mode(m, draw):
    x = draw.normal(3, 2, 12, 4)
    return fill_in_order(m.UNet(2, 3, 2, 2), draw)(x)


@scenario("UNet", weight=1)
def test_UNet_bottom_cut_off(m, draw):
    """With every up-layer at zero only the skips are left."""
    x = draw.normal(1, 2, 8, 12)
    network = fill_in_order(m.UNet(2, 3, 2, 2), draw).eval()
    for n in (18, 19, 26, 27):  # the two up-layers: after three levels of six parameters each
        [*network.parameters()][n].data.zero_()
    return network(x)


@scenario(
    "UNet",
    weight=1.5,
    aspect="gradients",
    cases={"transpose": dict(up="transpose"), "bilinear": dict(up="bilinear")},
)
def test_UNet_gradients(m, draw, up):
    x = draw.normal(2, 3, 4, 8)
    seen = module_value_and_grads(fill_in_order(m.UNet(3, 2, 2, 2, up), draw), x)
    return seen["inputs"], list(seen["parameters"].values())


@scenario("UNet", weight=1, aspect="robust", float64=False)
def test_UNet_errors(m, draw):
    networks = [m.UNet(1, 2, 2, depth).eval() for depth in (1, 2)]
    sizes = ((6, 7), (5, 6), (6, 8), (8, 10))
    images = [draw.normal(1, 1, *size, name=f"{size}") for size in sizes]
    return [
        *(raises(lambda i=image: networks[0](i)) for image in images[:2]),
        *(raises(lambda i=image: networks[1](i)) for image in images),
        raises(lambda: m.UNet(1, 2, 2, 1, "nearest")),
    ]


@scenario("UNet", weight=1, aspect="efficient", max_elements=60_000)
def test_UNet_memory(m, draw):
    x = draw.normal(1, 3, 64, 48)
    return fill_in_order(m.UNet(3, 4, 8, 3), draw).eval()(x)
