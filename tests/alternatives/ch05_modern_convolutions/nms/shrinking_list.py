"""A list of candidates that gets shorter with every box that is kept; offsets separate classes."""

from __future__ import annotations

import torch

from .boxes import iou_matrix


def nms(boxes, scores, iou_threshold):
    left = torch.sort(scores, descending=True, stable=True).indices
    kept = []
    while len(left):
        first, left = left[0], left[1:]
        kept.append(int(first))
        if len(left):
            ious = iou_matrix(boxes[first][None], boxes[left])[0]
            left = left[ious <= iou_threshold]
    return torch.tensor(kept, dtype=torch.long)


def batched_nms(boxes, scores, class_ids, iou_threshold):
    if not len(boxes):
        return class_ids.new_zeros(0)
    _, dense = class_ids.unique(return_inverse=True)
    moved = boxes.double() - boxes.min()
    moved = moved + dense[:, None] * (moved.max() + 1)
    return nms(moved, scores, iou_threshold)


def soft_nms(boxes, scores, sigma=0.5, score_threshold=0.001):
    current = scores.clone()
    index = torch.arange(len(scores))
    kept, final = [], []
    while len(index):
        n = int(current[index].argmax())
        ties = (current[index] == current[index][n]).nonzero()[:, 0]
        best = index[ties.min()]
        if current[best] < score_threshold:
            break
        kept.append(int(best))
        final.append(current[best].clone())
        index = index[index != best]
        ious = iou_matrix(boxes[best][None], boxes[index])[0]
        current[index] *= torch.exp(-(ious**2) / sigma)
    values = torch.stack(final) if final else scores[:0]
    return torch.tensor(kept, dtype=torch.long), values
