"""Scenarios of segmentation losses and measures."""

from __future__ import annotations

import torch

from workbook.exercise import scenario
from workbook.probes import value_and_grads

# ── losses ──────────────────────────────────────────────────────────────────────────────────────


@scenario("segmentation", weight=1.5, cases={"default": {}, "smooth": dict(smooth=7.5)})
def test_segmentation_dice(m, draw, **smooth):
    logits, target = draw.normal(2, 3, 5, 7, scale=2.0), draw.integers(2, 5, 7, high=3)
    return m.dice_loss(logits, target, **smooth)


@scenario("segmentation", weight=0.5)
def test_segmentation_dice_perfect_and_absent(m, draw):
    target = draw.integers(2, 7, 5, high=3)
    sure = 40.0 * torch.nn.functional.one_hot(target, 5).movedim(-1, 1).to(draw.dtype)
    return m.dice_loss(sure, target), m.dice_loss(sure, target * 0)


@scenario(
    "segmentation",
    weight=1.5,
    cases={
        "default": dict(weighted=False),
        "gamma 0": dict(weighted=False, gamma=0.0),
        "gamma 3": dict(weighted=False, gamma=3.0),
        "weighted": dict(weighted=True, gamma=1.5),
    },
)
def test_segmentation_focal(m, draw, weighted, **gamma):
    logits, target = draw.normal(2, 5, 3, 7, scale=2.0), draw.integers(2, 3, 7, high=5)
    alpha = draw.positive(5)
    return m.focal_loss(logits, target, alpha=alpha if weighted else None, **gamma)


@scenario("segmentation", weight=1, aspect="gradients")
def test_segmentation_gradients(m, draw):
    logits, target = draw.normal(2, 3, 5, 7, scale=2.0), draw.integers(2, 5, 7, high=3)
    alpha = draw.positive(3)

    def focal(logits):
        return m.focal_loss(logits, target, 2.0, alpha)

    dice = value_and_grads(lambda logits: m.dice_loss(logits, target, 3.0), logits)
    return dice, value_and_grads(focal, logits)


@scenario("segmentation", weight=1, aspect="robust", cases={"1e4": dict(scale=1e4)})
def test_segmentation_large_logits(m, draw, scale):
    logits, target = draw.normal(2, 3, 5, 7, scale=scale), draw.integers(2, 5, 7, high=3)

    def losses(logits):
        focal = [m.focal_loss(logits, target, gamma) for gamma in (0.0, 1.0, 2.0)]
        return m.dice_loss(logits, target), focal

    return value_and_grads(losses, logits)


# ── counts ──────────────────────────────────────────────────────────────────────────────────────


@scenario("segmentation", weight=1, float64=False)
def test_segmentation_confusion(m, draw):
    pred, target = draw.integers(3, 11, 7, high=4), draw.integers(3, 11, 7, high=4)
    few = draw.integers(13, high=2)
    return m.confusion(pred, target, 4), m.confusion(few, few * 0, 5), m.confusion(few, few, 2)


@scenario("segmentation", weight=0.5, aspect="robust", float64=False)
def test_segmentation_ignored_pixels(m, draw):
    pred, target = draw.integers(2, 7, 5, high=3), draw.integers(2, 7, 5, high=3)
    unknown = draw.mask(2, 7, 5, keep=0.3)
    return [
        m.confusion(pred, target.masked_fill(unknown, 255), 3, 255),
        m.confusion(pred, target, 3, 1),
        m.confusion(pred[:0], target[:0], 3),
        m.confusion(pred, target.masked_fill(unknown, -1), 3, ignore_index=-1),
    ]


@scenario("segmentation", weight=1, float64=False)
def test_segmentation_mean_iou(m, draw):
    return m.mean_iou(draw.integers(5, 5, low=1, high=50))


@scenario("segmentation", weight=0.5, aspect="robust", float64=False)
def test_segmentation_absent_classes(m, draw):
    conf = draw.integers(5, 5, low=1, high=50)
    present = torch.ones(5, dtype=torch.bool, device=conf.device)
    present[draw.integer(0, 5)] = False
    gone = conf * present[:, None] * present
    never_there = conf * present[:, None]
    return m.mean_iou(gone), m.mean_iou(never_there), m.mean_iou(conf * 0)


@scenario("segmentation", weight=1, float64=False)
def test_segmentation_whole_data_set(m, draw):
    shapes = ((2, 5, 7), (1, 3, 11), (3, 2, 2))
    pairs = [(draw.integers(*s, high=4), draw.integers(*s, high=4)) for s in shapes]
    pairs[1] = (pairs[1][0].clamp(max=1), pairs[1][1].clamp(max=1))
    unsure = [(pred, target.masked_fill(target == 0, 255)) for pred, target in pairs]
    return m.dataset_iou(pairs, 4), m.dataset_iou((pair for pair in unsure), 4, 255)


@scenario("segmentation", weight=0.5, aspect="efficient", float64=False, max_ops=800)
def test_segmentation_whole_tensors(m, draw):
    pred, target = draw.integers(4, 64, 48, high=19), draw.integers(4, 64, 48, high=19)
    return m.mean_iou(m.confusion(pred, target, 19))
