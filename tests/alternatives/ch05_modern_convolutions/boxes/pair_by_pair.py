"""Python loops over pairs of boxes, one number at a time."""

from __future__ import annotations

import torch

EFFICIENT = False


def xyxy_to_cxcywh(boxes):
    turn = boxes.new_tensor([[0.5, 0, 0.5, 0], [0, 0.5, 0, 0.5], [-1, 0, 1, 0], [0, -1, 0, 1]])
    return boxes @ turn.T


def cxcywh_to_xyxy(boxes):
    turn = boxes.new_tensor([[1, 0, -0.5, 0], [0, 1, 0, -0.5], [1, 0, 0.5, 0], [0, 1, 0, 0.5]])
    return boxes @ turn.T


def box_area(boxes):
    x1, y1, x2, y2 = boxes.movedim(-1, 0)
    return x2 * y2 - x2 * y1 - x1 * y2 + x1 * y1


def _every_pair(function, a, b):
    rows = [torch.stack([function(p, q) for q in b]) if len(b) else a.new_zeros(0) for p in a]
    return torch.stack(rows) if rows else a.new_zeros(0, len(b))


def _overlap(p, q):
    w = torch.min(p[2], q[2]) - torch.max(p[0], q[0])
    h = torch.min(p[3], q[3]) - torch.max(p[1], q[1])
    common = w * h if w > 0 and h > 0 else 0 * p.sum()
    union = (p[2] - p[0]) * (p[3] - p[1]) + (q[2] - q[0]) * (q[3] - q[1]) - common
    return common, union


def _iou(p, q):
    common, union = _overlap(p, q)
    return common / union if union > 0 else common + 0 * q.sum()


def _hull(p, q):
    return torch.max(p[2:], q[2:]) - torch.min(p[:2], q[:2])


def _giou(p, q):
    area = _hull(p, q).prod()
    union = _overlap(p, q)[1]
    return _iou(p, q) - (1 - union / area) if area > 0 else _iou(p, q)


def _diou(p, q):
    diagonal = _hull(p, q).pow(2).sum()
    apart = (p[:2] + p[2:] - q[:2] - q[2:]).pow(2).sum() / 4
    return _iou(p, q) - apart / diagonal if diagonal > 0 else _iou(p, q)


def iou_matrix(a, b):
    return _every_pair(_iou, a, b)


def giou_matrix(a, b):
    return _every_pair(_giou, a, b)


def diou_matrix(a, b):
    return _every_pair(_diou, a, b)
