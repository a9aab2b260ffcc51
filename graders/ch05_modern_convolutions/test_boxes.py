"""Scenarios of boxes and their overlaps."""

from __future__ import annotations

import torch

from workbook.exercise import scenario
from workbook.probes import value_and_grads

MEASURES = ("iou_matrix", "giou_matrix", "diou_matrix")


def boxes(draw, count, scale=1.0):
    """Boxes of different sizes that partly overlap, and partly do not."""
    low, size = (
        draw.uniform(count, 2, low=-1.0, high=2.0),
        draw.uniform(count, 2, low=0.1, high=2.0),
    )
    return torch.cat([low, low + size], dim=1) * scale


@scenario(
    "boxes",
    weight=2,
    cases={
        "rows": dict(shape=(7, 4)),
        "more axes": dict(shape=(2, 3, 4)),
        "none": dict(shape=(0, 4)),
    },
)
def test_boxes_formats(m, draw, shape):
    ends, sizes = draw.normal(*shape, scale=5.0), draw.positive(*shape)
    there, back = m.xyxy_to_cxcywh(ends), m.cxcywh_to_xyxy(sizes)
    return there, back, m.cxcywh_to_xyxy(there), m.box_area(back)


@scenario("boxes", weight=3, cases={name: dict(name=name) for name in MEASURES})
def test_boxes_pairs(m, draw, name):
    return getattr(m, name)(boxes(draw, 7), boxes(draw, 11))


@scenario("boxes", weight=2, cases={name: dict(name=name) for name in MEASURES})
def test_boxes_special_pairs(m, draw, name):
    """Identical, nested, touching, corner to corner, far away, crossing."""
    at = draw.normal(2, scale=3.0).tolist()
    shift = torch.tensor([*at, *at], dtype=draw.dtype, device=draw.device)
    one = torch.tensor([[0.0, 0.0, 4.0, 2.0]], dtype=draw.dtype, device=draw.device)
    others = [
        [0, 0, 4, 2],
        [1, 0.5, 2, 1],
        [4, 0, 6, 2],
        [4, 2, 5, 5],
        [-9, 7, -8, 9],
        [1, -1, 2, 5],
    ]
    many = torch.tensor(others, dtype=draw.dtype, device=draw.device)
    measure = getattr(m, name)
    return measure(one + shift, many + shift), measure(many + shift, one + shift)


@scenario("boxes", weight=0.5, aspect="robust", cases={name: dict(name=name) for name in MEASURES})
def test_boxes_without_area(m, draw, name):
    corner = draw.normal(5, 2, scale=2.0)
    points = torch.cat([corner, corner], dim=1)
    return value_and_grads(getattr(m, name), points, torch.cat([points[:2], points[:1]]))


@scenario("boxes", weight=0.5, aspect="robust", cases={name: dict(name=name) for name in MEASURES})
def test_boxes_none_at_all(m, draw, name):
    some = boxes(draw, 5)
    measure = getattr(m, name)
    return measure(some, some[:0]), measure(some[:0], some)


@scenario("boxes", weight=0.5, aspect="robust")
def test_boxes_tiny(m, draw):
    a, b = boxes(draw, 5, scale=2.0**-12), boxes(draw, 7, scale=2.0**-12)
    return [getattr(m, name)(a, b) for name in MEASURES]


@scenario("boxes", weight=0.5, aspect="robust", float64=False)
def test_boxes_double_precision(m, draw):
    a, b = boxes(draw, 5).double() / 3, boxes(draw, 7).double() / 3
    measures = [getattr(m, name)(a, b) for name in MEASURES]
    return measures, m.box_area(a), m.xyxy_to_cxcywh(a), m.cxcywh_to_xyxy(a)


@scenario(
    "boxes", weight=1.5, aspect="gradients", cases={name: dict(name=name) for name in MEASURES}
)
def test_boxes_gradients(m, draw, name):
    return value_and_grads(getattr(m, name), boxes(draw, 5), boxes(draw, 3))


@scenario("boxes", weight=1, aspect="efficient", max_ops=500)
def test_boxes_whole_tensors(m, draw):
    a, b = boxes(draw, 41), boxes(draw, 37)
    return [getattr(m, name)(a, b) for name in MEASURES]
