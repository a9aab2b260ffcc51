"""Scenarios of ViT."""

import torch

from workbook.exercise import scenario
from workbook.probes import (
    fill,
    module_value_and_grads,
    parameter_count,
    raises,
    unguarded,
    value_and_grads,
)

EX = "vit"


class ParametersOf:
    """A module without its buffers, which are up to the learner."""

    def __init__(self, module):
        self.named_parameters = module.named_parameters

    def named_buffers(self):
        """Return none."""
        return iter(())


def small(m, draw, dtype=None, scale=0.4, **options):
    """A small model for images of 6 × 9 with drawn parameters."""
    model = m.ViT((6, 9), 3, 10, 2, 2, 17, 5, **{"channels": 2, **options})
    model = model.to(draw.device, dtype or draw.dtype)
    fill(ParametersOf(model), draw, scale)
    return model


@scenario(EX, weight=1.5, float64=False)
def test_vit_counts(m, draw):
    big, small = (224, 224), (32, 48)
    return {
        "ViT-B/16": f"{parameter_count(lambda: m.ViT(big, 16, 768, 12, 12, 3072, 1000)):,}",
        "ViT-L/16": f"{parameter_count(lambda: m.ViT(big, 16, 1024, 16, 24, 4096, 1000)):,}",
        "a small one": f"{parameter_count(lambda: m.ViT(small, 8, 24, 3, 2, 50, 10, 1)):,}",
    }


@scenario(
    EX,
    weight=2,
    cases={"colour": dict(C=3, H=6, W=10, p=2), "grey": dict(C=1, H=9, W=6, p=3)},
)
def test_vit_patchify(m, draw, C, H, W, p):
    x = draw.normal(5, C, H, W)
    return value_and_grads(lambda x: m.patchify(x, p), x)


@scenario(EX, weight=1)
def test_vit_unpatchify(m, draw):
    patches, x = draw.normal(3, 10, 2 * 2 * 3), draw.normal(2, 3, 8, 12)
    return m.unpatchify(patches, 2, 4, 10), m.unpatchify(m.patchify(x, 4), 4, 8, 12)


@scenario(EX, weight=1)
def test_vit_is_a_convolution(m, draw):
    x, weight = draw.normal(2, 3, 4, 10), draw.normal(7, 3, 2, 2)
    rows = weight.permute(0, 2, 3, 1).reshape(7, -1)
    with unguarded():
        convolved = torch.nn.functional.conv2d(x, weight, stride=2).flatten(2).mT
    return m.patchify(x, 2) @ rows.T, convolved


@scenario(EX, weight=2)
def test_vit_logits(m, draw):
    return small(m, draw)(draw.normal(3, 2, 6, 9, name="x"))


@scenario(EX, weight=1)
def test_vit_double_precision(m, draw):
    x = draw.normal(2, 2, 6, 9, dtype=torch.float64) / 64
    return small(m, draw, torch.float64, scale=0.02)(x)


@scenario(EX, weight=1.5, aspect="gradients")
def test_vit_gradients(m, draw):
    x = draw.normal(2, 2, 6, 9, dtype=torch.float64)
    return module_value_and_grads(small(m, draw, torch.float64), x)


GRIDS = {
    "larger": dict(old=(3, 4), new=(5, 9)),
    "smaller": dict(old=(6, 5), new=(2, 3)),
    "the same": dict(old=(2, 3), new=(2, 3)),
}


@scenario(EX, weight=1.5, cases=GRIDS)
def test_vit_interpolate(m, draw, old, new):
    return m.interpolate_pos(draw.normal(1, 1 + old[0] * old[1], 7), old, new)


@scenario(EX, weight=0.5, aspect="robust")
def test_vit_views(m, draw):
    x = draw.normal(6, 2, 8, 3).transpose(1, 3)[::2]
    return m.patchify(x, 2), raises(lambda: m.patchify(x, 3)), m.patchify(x[:0], 2)


@scenario(EX, weight=0.5, aspect="efficient", max_ops=300)
def test_vit_vectorised(m, draw):
    x, many = draw.normal(61, 2, 6, 9), draw.normal(1, 1, 30, 30)
    with unguarded():
        model = small(m, draw)
    return model(x), m.patchify(many, 2)
