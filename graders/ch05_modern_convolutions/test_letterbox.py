"""Scenarios of the letterbox."""

from __future__ import annotations

import torch

from workbook.exercise import scenario

SHAPES = {
    "landscape": dict(H=6, W=12, size=8),
    "portrait": dict(H=15, W=10, size=6),
    "very flat": dict(H=3, W=17, size=11),
    "enlarged": dict(H=5, W=7, size=20),
}


def boxes(draw, count, H, W):
    ends = draw.uniform(count, 2, 2)
    low, high = ends.amin(1), ends.amax(1)
    size = torch.tensor([W, H], dtype=draw.dtype, device=draw.device)
    return torch.cat([low * size, high * size], dim=1)


@scenario("letterbox", weight=3, cases=SHAPES)
def test_letterbox_boxes(m, draw, H, W, size):
    return m.letterbox(draw.normal(1, H, W), boxes(draw, 3, H, W), size)[1]


@scenario("letterbox", weight=1, cases=SHAPES)
def test_letterbox_image(m, draw, H, W, size):
    return m.letterbox(draw.normal(3, H, W), boxes(draw, 2, H, W), size, 0.25)[0]


@scenario(
    "letterbox", weight=1, aspect="robust", cases={"square": dict(count=3), "none": dict(count=0)}
)
def test_letterbox_square(m, draw, count):
    return m.letterbox(draw.normal(2, 7, 7), boxes(draw, count, 7, 7), 10)


@scenario("letterbox", weight=1)
def test_letterbox_whole_picture(m, draw):
    """The box around everything, and the place of everything that is not grey."""
    W = draw.integer(6, 12)
    whole = torch.tensor([[0.0, 0, 2 * W, W]], dtype=draw.dtype, device=draw.device)
    image, found = m.letterbox(torch.ones(1, W, 2 * W, device=draw.device), whole, 20, 0.0)
    return found, (image[0] > 0.5).nonzero().amin(0), (image[0] > 0.5).nonzero().amax(0) + 1
