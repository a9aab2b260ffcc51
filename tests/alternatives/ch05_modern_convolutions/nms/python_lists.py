"""Matrices turned into Python lists once; the rest is plain Python."""

from __future__ import annotations

import math

import torch

from .boxes import iou_matrix


def _greedy(overlaps, scores, allowed):
    kept = []
    for i in sorted(range(len(scores)), key=lambda n: (-scores[n], n)):
        if all(overlaps[i][j] <= allowed for j in kept):
            kept.append(i)
    return kept


def nms(boxes, scores, iou_threshold):
    kept = _greedy(iou_matrix(boxes, boxes).tolist(), scores.tolist(), iou_threshold)
    return torch.tensor(kept, dtype=torch.int64)


def batched_nms(boxes, scores, class_ids, iou_threshold):
    same = class_ids[:, None] == class_ids
    overlaps = torch.where(same, iou_matrix(boxes, boxes), 0.0)
    overlaps = torch.where(same | torch.tensor(iou_threshold >= 0), overlaps, -1.0)
    kept = _greedy(overlaps.tolist(), scores.tolist(), iou_threshold)
    return torch.tensor(kept, dtype=torch.int64)


def soft_nms(boxes, scores, sigma=0.5, score_threshold=0.001):
    overlaps = iou_matrix(boxes, boxes).tolist()
    current = dict(enumerate(scores.tolist()))
    kept, values = [], []
    while current:
        best = max(current, key=lambda n: (current[n], -n))
        if current[best] < score_threshold:
            break
        kept.append(best)
        values.append(current.pop(best))
        for n in current:
            current[n] *= math.exp(-(overlaps[best][n] ** 2) / sigma)
    return torch.tensor(kept, dtype=torch.int64), torch.tensor(values, dtype=scores.dtype)
