"""Scenarios of non-maximum suppression."""

from __future__ import annotations

import torch

from workbook.exercise import scenario

EX = "nms"


def clusters(draw, count, groups):
    """Boxes that crowd around a few places, with scores that all differ."""
    centre, which = draw.uniform(groups, 2, high=9.0), draw.integers(count, high=groups)
    middle = centre[which] + draw.normal(count, 2, scale=0.5)
    half = draw.uniform(count, 2, low=0.5, high=1.5)
    scores = (draw.permutation(count) + 1) / (count + 1)
    return torch.cat([middle - half, middle + half], dim=1), scores.to(draw.dtype)


@scenario(
    EX,
    weight=3,
    cases={"strict": dict(thr=0.25), "middle": dict(thr=0.5), "lenient": dict(thr=0.75)},
)
def test_nms_kept(m, draw, thr):
    return m.nms(*clusters(draw, 37, 5), thr)


@scenario(EX, weight=1)
def test_nms_chain(m, draw):
    """Each box overlaps the next; one that is out puts nobody out."""
    left = torch.arange(7, dtype=draw.dtype, device=draw.device)[:, None] * 1.5
    row = torch.cat([left, left * 0, left + 4, left * 0 + 4], dim=1)
    order = draw.permutation(7)
    scores = (7 - torch.arange(7, device=draw.device)).to(draw.dtype) / 8
    return m.nms(row[order], scores[order], 0.4), m.nms(row[order], scores.flip(0)[order], 0.4)


@scenario(EX, weight=1, aspect="robust", float64=False)
def test_nms_exactly_the_threshold(m, draw):
    """IoUs of exactly 1/2 and 1/4."""
    pair = torch.tensor([[0.0, 0, 4, 4], [0, 0, 4, 2], [0, 2, 2, 4]], dtype=draw.dtype)
    moved = (pair + draw.integer(-5, 6)).to(draw.device)
    scores = torch.tensor([0.9, 0.8, 0.7], dtype=draw.dtype, device=draw.device)
    return [m.nms(moved, scores, thr) for thr in (0.5, 0.25, 0.49, 0.24)]


@scenario(EX, weight=1, aspect="robust", float64=False)
def test_nms_equal_scores(m, draw):
    boxes, _ = clusters(draw, 23, 3)
    scores = draw.integers(23, low=1, high=4).to(draw.dtype) / 4
    class_ids = draw.integers(23, high=2)
    return m.nms(boxes, scores, 0.3), m.batched_nms(boxes, scores, class_ids, 0.3)


@scenario(EX, weight=0.5, aspect="robust")
def test_nms_few(m, draw):
    boxes, scores = clusters(draw, 3, 3)
    none, one = (boxes[:0], scores[:0]), (boxes[:1], scores[:1])
    ids = boxes.new_zeros(3, dtype=torch.int64)
    return [
        *(m.nms(*few, 0.5) for few in (none, one)),
        *(m.batched_nms(*few, ids[: len(few[0])], 0.5) for few in (none, one)),
        *(m.soft_nms(*few) for few in (none, one)),
    ]


@scenario(
    EX,
    weight=2.5,
    cases={"two classes": dict(kinds=2, first=0), "odd ids": dict(kinds=5, first=-40)},
)
def test_nms_classes(m, draw, kinds, first):
    boxes, scores = clusters(draw, 41, 3)
    class_ids = draw.integers(41, high=kinds) * 17 + first
    return m.batched_nms(boxes - 30.0, scores, class_ids, 0.3)


@scenario(
    EX,
    weight=2,
    cases={
        "default": {},
        "strict": dict(sigma=0.1),
        "lenient, fewer": dict(sigma=1.5, score_threshold=0.3),
    },
)
def test_nms_soft(m, draw, **options):
    return m.soft_nms(*clusters(draw, 19, 3), **options)


@scenario(EX, weight=0.5, aspect="robust", float64=False)
def test_nms_soft_equal_scores(m, draw):
    boxes, _ = clusters(draw, 13, 4)
    return m.soft_nms(boxes, torch.full_like(boxes[:, 0], 0.5))


@scenario(EX, weight=1, aspect="efficient", max_ops=20_000)
def test_nms_many(m, draw):
    return m.nms(*clusters(draw, 300, 40), 0.5)
