"""Scenarios of Swin."""

import torch

from workbook.exercise import scenario
from workbook.probes import fill, module_value_and_grads, parameter_count, unguarded

EX = "swin"


class ParametersOf:
    """A module without its buffers, which are up to the learner."""

    def __init__(self, module):
        self.named_parameters = module.named_parameters

    def named_buffers(self):
        """Return none."""
        return iter(())


def filled(module, draw, dtype=None, scale=0.5):
    """Give all parameters drawn numbers, by name."""
    module = module.to(draw.device, dtype or draw.dtype)
    fill(ParametersOf(module), draw, scale)
    return module


@scenario(EX, weight=1.5, float64=False)
def test_swin_counts(m, draw):
    def swin(d, depths, heads):
        return f"{parameter_count(lambda: m.Swin((224, 224), 4, d, depths, heads, 7, 1000)):,}"

    return {
        "Swin-T": swin(96, (2, 2, 6, 2), (3, 6, 12, 24)),
        "Swin-S": swin(96, (2, 2, 18, 2), (3, 6, 12, 24)),
    }


@scenario(EX, weight=1.5)
def test_swin_windows(m, draw):
    x, windows = draw.normal(3, 6, 9, 5), draw.normal(2 * 6, 4, 5)
    return {
        "partition": m.window_partition(x, 3),
        "reverse": m.window_reverse(windows, 2, 4, 6),
        "round trip": m.window_reverse(m.window_partition(x, 3), 3, 6, 9),
    }


MASKS = {
    "shift 1": dict(H=6, W=9, w=3, s=1),
    "shift 2": dict(H=4, W=12, w=4, s=2),
    "shift 0": dict(H=4, W=6, w=2, s=0),
    "one window": dict(H=3, W=3, w=3, s=2),
}


@scenario(EX, weight=2, float64=False, cases=MASKS)
def test_swin_mask(m, draw, H, W, w, s):
    return m.shifted_window_mask(H, W, w, s)


@scenario(EX, weight=1, float64=False, cases={f"w = {w}": dict(w=w) for w in (1, 2, 5)})
def test_swin_index(m, draw, w):
    return m.relative_position_index(w)


BLOCKS = {
    "no shift": dict(resolution=(4, 6), w=2, s=0),
    "shifted": dict(resolution=(6, 9), w=3, s=1),
    "a small map": dict(resolution=(3, 6), w=4, s=2),
}


@scenario(EX, weight=2.5, cases=BLOCKS)
def test_swin_block(m, draw, resolution, w, s):
    x = draw.normal(2, *resolution, 10)
    return filled(m.SwinBlock(10, 2, resolution, w, s), draw)(x)


@scenario(EX, weight=1)
def test_swin_only_neighbours_matter(m, draw):
    x, other = draw.normal(1, 8, 8, 6), draw.normal(6)
    block = filled(m.SwinBlock(6, 2, (8, 8), 4, 2), draw)
    changed = x.clone()
    changed[0, 0, 0] = other
    return {
        "row 0": block(changed)[0, 0],
        "row 7, unchanged": (block(x)[0, 7], block(changed)[0, 7]),
    }


@scenario(EX, weight=2, aspect="gradients")
def test_swin_gradients(m, draw):
    x = draw.normal(1, 4, 6, 6, dtype=torch.float64)
    block = filled(m.SwinBlock(6, 3, (4, 6), 2, 1), draw, torch.float64)
    return module_value_and_grads(block, x)


@scenario(EX, weight=1, aspect="gradients")
def test_swin_merging(m, draw):
    x = draw.normal(3, 4, 6, 5, dtype=torch.float64)
    merging = filled(m.PatchMerging(5), draw, torch.float64)
    return module_value_and_grads(merging, x)


@scenario(EX, weight=1.5)
def test_swin_logits(m, draw):
    x = draw.normal(2, 3, 16, 32, dtype=torch.float64)
    model = m.Swin((16, 32), 2, 4, (2, 3), (2, 4), 4, 7)
    return filled(model, draw, torch.float64, scale=0.3)(x)


@scenario(EX, weight=0.5, aspect="robust")
def test_swin_small_numbers(m, draw):
    x = draw.normal(3, 4, 4, 10, scale=1e-3).transpose(1, 2)
    return filled(m.SwinBlock(10, 2, (4, 4), 2, 1), draw)(x)


@scenario(EX, weight=0.5, aspect="efficient", max_ops=1800)
def test_swin_vectorised(m, draw):
    x = draw.normal(5, 16, 16, 6)
    with unguarded():
        block = filled(m.SwinBlock(6, 2, (16, 16), 2, 1), draw)
    return block(x), m.shifted_window_mask(32, 32, 2, 1).sum((1, 2))
