"""A sorted list of tuples, dictionaries of found boxes, numpy for the curve."""

from __future__ import annotations

import math

import numpy as np
import torch

from .boxes import iou_matrix


def average_precision(
    detections, ground_truth, num_classes, iou_threshold=0.5, *, eleven_point=False
):
    values = []
    for k in range(num_classes):
        total = sum((labels == k).sum().item() for _, labels in ground_truth)
        if not total:
            values.append(math.nan)
            continue
        table = [
            (-scores[i].item(), image, i)
            for image, (_, scores, labels) in enumerate(detections)
            for i in range(len(labels))
            if labels[i] == k
        ]
        table.sort()
        seen = set()
        tp = np.zeros(len(table))
        for n, (_, image, i) in enumerate(table):
            boxes, labels = ground_truth[image]
            mine = torch.nonzero(labels == k).flatten()
            if not len(mine):
                continue
            ious = iou_matrix(detections[image][0][i : i + 1], boxes[mine])[0].numpy()
            j = int(np.argmax(ious))
            if ious[j] >= iou_threshold and (image, j) not in seen:
                seen.add((image, j))
                tp[n] = 1
        hits = np.cumsum(tp)
        precision, recall = hits / np.arange(1, len(tp) + 1), hits / total
        if eleven_point:
            levels = np.linspace(0, 1, 11)
            best = [precision[recall >= r].max() if (recall >= r).any() else 0 for r in levels]
            values.append(float(np.mean(best)))
            continue
        envelope = np.maximum.accumulate(precision[::-1])[::-1]
        steps = np.diff(np.concatenate([[0.0], recall]))
        values.append(float(np.sum(steps * envelope)))
    ap = torch.tensor(values, dtype=torch.float64)
    return ap, ap[~ap.isnan()].mean()
