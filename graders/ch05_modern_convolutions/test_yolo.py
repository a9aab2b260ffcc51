"""Scenarios of YOLO's targets, predictions and loss."""

from __future__ import annotations

import torch

from workbook.exercise import scenario
from workbook.probes import value_and_grads

PARTS = ("coord", "obj", "noobj", "cls", "total")


def objects(draw, count, kinds):
    """Boxes cx, cy, w, h and labels."""
    centre, size = draw.uniform(count, 2), draw.uniform(count, 2, low=0.05, high=0.6)
    return torch.cat([centre, size], dim=1), draw.integers(count, high=kinds)


def grid(draw, images, S, K, objects_in=None):
    """Raw values, and a target made without the exercise: some cells own an object."""
    raw = draw.normal(images, S, S, 5 + K, scale=1.5)
    own = draw.mask(images, S, S, keep=0.3)
    if objects_in is not None:
        own = own & torch.tensor(objects_in, device=own.device)[:, None, None]
    label = draw.integers(images, S, S, high=K)
    classes = torch.arange(K, device=own.device).eq(label[..., None]).to(raw.dtype)
    geometry = draw.uniform(images, S, S, 4, low=0.1, high=0.9)
    full = torch.cat([geometry, torch.ones_like(geometry[..., :1]), classes], dim=-1)
    return raw, full * own[..., None]


# ── yolo_encode ─────────────────────────────────────────────────────────────────────────────────


@scenario(
    "yolo",
    weight=2,
    cases={
        "7 cells": dict(S=7, K=5, n=3),
        "one cell": dict(S=1, K=2, n=1),
        "13": dict(S=13, K=3, n=5),
    },
)
def test_yolo_encode(m, draw, S, K, n):
    return m.yolo_encode(*objects(draw, n, K), S, K)


@scenario("yolo", weight=1, aspect="robust", float64=False)
def test_yolo_encode_borders(m, draw):
    """Centres on the border of a cell, and at 0 and 1."""
    sizes, labels = draw.uniform(5, 2, low=0.1, high=0.5), draw.integers(5, high=3)
    at = torch.tensor([[0.5, 0.25], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [0.75, 0.5]])
    return m.yolo_encode(torch.cat([at.to(sizes), sizes], dim=1), labels, 4, 3)


@scenario("yolo", weight=1, aspect="robust", float64=False)
def test_yolo_encode_crowded(m, draw):
    """Several centres in one cell: the largest area stays, of equal ones the first."""
    boxes, labels = objects(draw, 13, 5)
    twins = torch.cat([boxes[:3], boxes[:3]])
    twins[3:, 2:] = twins[3:, [3, 2]]  # the same place and area, another shape
    shared = torch.cat([labels[:3], 4 - labels[:3]])
    return m.yolo_encode(boxes, labels, 2, 5), m.yolo_encode(twins, shared, 8, 5)


@scenario("yolo", weight=0.5, aspect="robust", float64=False)
def test_yolo_encode_nothing(m, draw):
    boxes, labels = objects(draw, 2, 3)
    return m.yolo_encode(boxes[:0], labels[:0], 3, 3), m.yolo_encode(boxes.double(), labels, 5, 3)


# ── yolo_decode ─────────────────────────────────────────────────────────────────────────────────


@scenario("yolo", weight=2, cases={"all": dict(conf_thr=0.0), "some": dict(conf_thr=0.4)})
def test_yolo_decode(m, draw, conf_thr):
    return m.yolo_decode(draw.normal(3, 5, 5, 7, scale=2.0), conf_thr)


@scenario("yolo", weight=1)
def test_yolo_round_trip(m, draw):
    cell = draw.permutation(25)[:7]
    inside = draw.uniform(7, 2, low=0.1, high=0.9)
    centre = (torch.stack([cell % 5, cell // 5], dim=1) + inside) / 5
    boxes = torch.cat([centre, draw.uniform(7, 2, low=0.05, high=0.9)], dim=1)
    target = m.yolo_encode(boxes, draw.integers(7, high=3), 5, 3)
    raw = torch.cat([target[..., :4].logit(eps=1e-6), 40 * target[..., 4:] - 20], dim=-1)
    return m.yolo_decode(raw[None], 0.5)


@scenario("yolo", weight=0.5, aspect="robust")
def test_yolo_decode_nothing(m, draw):
    raw = draw.normal(2, 3, 3, 7)
    return m.yolo_decode(raw, 1.0), m.yolo_decode(raw[:0], 0.1)


# ── yolo_loss ───────────────────────────────────────────────────────────────────────────────────


@scenario("yolo", weight=4, cases={part: dict(part=part) for part in PARTS})
def test_yolo_loss(m, draw, part):
    return m.yolo_loss(*grid(draw, 3, 5, 4))[part]


@scenario("yolo", weight=0.5)
def test_yolo_loss_weights(m, draw):
    return m.yolo_loss(*grid(draw, 2, 3, 2), l_coord=2.5, l_noobj=3.0)


@scenario("yolo", weight=1.5, aspect="gradients")
def test_yolo_loss_gradients(m, draw):
    raw, target = grid(draw, 2, 5, 3)
    return value_and_grads(lambda raw: m.yolo_loss(raw, target), raw)


@scenario(
    "yolo",
    weight=1,
    aspect="robust",
    cases={"one image without": dict(filled=[True, False, True]), "none": dict(filled=[False] * 2)},
)
def test_yolo_loss_without_objects(m, draw, filled):
    raw, target = grid(draw, len(filled), 3, 2, filled)
    return value_and_grads(lambda raw: m.yolo_loss(raw, target), raw)


@scenario("yolo", weight=1, aspect="robust")
def test_yolo_loss_large_values(m, draw):
    raw, target = grid(draw, 2, 5, 3)
    return value_and_grads(lambda raw: m.yolo_loss(raw * 4000, target), raw)


@scenario("yolo", weight=0.5, aspect="efficient", max_ops=300)
def test_yolo_whole_tensors(m, draw):
    raw, target = grid(draw, 4, 13, 7)
    return m.yolo_loss(raw, target), m.yolo_decode(raw, 0.3)
