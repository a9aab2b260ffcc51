"""Four (N, 1) and four (1, M) tensors, no stacking of corners."""

from __future__ import annotations

import torch


def xyxy_to_cxcywh(boxes):
    low, high = boxes[..., :2], boxes[..., 2:]
    return torch.cat(((low + high) * 0.5, high - low), dim=-1)


def cxcywh_to_xyxy(boxes):
    middle, half = boxes[..., :2], boxes[..., 2:] * 0.5
    return torch.cat((middle - half, middle + half), dim=-1)


def box_area(boxes):
    return (boxes[..., 2:] - boxes[..., :2]).prod(-1)


def _pairs(a, b):
    return [t[:, None] for t in a.unbind(1)], [t[None] for t in b.unbind(1)]


def _ratio(top, bottom):
    return torch.where(bottom > 0, top / bottom.where(bottom > 0, 1.0), 0.0)


def _parts(a, b):
    (ax1, ay1, ax2, ay2), (bx1, by1, bx2, by2) = _pairs(a, b)
    width = (ax2.minimum(bx2) - ax1.maximum(bx1)).relu()
    height = (ay2.minimum(by2) - ay1.maximum(by1)).relu()
    common = width * height
    union = (ax2 - ax1) * (ay2 - ay1) + (bx2 - bx1) * (by2 - by1) - common
    W, H = ax2.maximum(bx2) - ax1.minimum(bx1), ay2.maximum(by2) - ay1.minimum(by1)
    return common, union, W, H


def iou_matrix(a, b):
    common, union, _, _ = _parts(a, b)
    return _ratio(common, union)


def giou_matrix(a, b):
    common, union, W, H = _parts(a, b)
    return _ratio(common, union) - _ratio(W * H - union, W * H)


def diou_matrix(a, b):
    common, union, W, H = _parts(a, b)
    (ax1, ay1, ax2, ay2), (bx1, by1, bx2, by2) = _pairs(a, b)
    far = (ax1 + ax2 - bx1 - bx2) ** 2 + (ay1 + ay2 - by1 - by2) ** 2
    return _ratio(common, union) - _ratio(far / 4, W * W + H * H)
