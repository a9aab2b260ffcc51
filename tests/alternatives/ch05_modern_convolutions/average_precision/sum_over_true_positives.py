"""AP as the mean, over true boxes, of the best precision with which so many are found."""

from __future__ import annotations

import torch

from .boxes import iou_matrix


def _found(detections, ground_truth, k, threshold):
    images, rows, scores = [], [], []
    for image, (_, score, labels) in enumerate(detections):
        for row in range(len(score)):
            if int(labels[row]) == k:
                images.append(image)
                rows.append(row)
                scores.append(float(score[row]))
    free = [torch.ones(int((labels == k).sum()), dtype=torch.bool) for _, labels in ground_truth]
    for n in torch.tensor(scores, dtype=torch.float64).argsort(descending=True, stable=True):
        image, row = images[n], rows[n]
        boxes, labels = ground_truth[image]
        candidates = boxes[labels == k]
        if not len(candidates):
            yield False
            continue
        iou, best = iou_matrix(detections[image][0][row, None], candidates)[0].max(0)
        hit = bool(iou >= threshold) and bool(free[image][best])
        free[image][best] &= not hit
        yield hit


def average_precision(
    detections, ground_truth, num_classes, iou_threshold=0.5, *, eleven_point=False
):
    result = torch.zeros(num_classes, dtype=torch.float64)
    for k in range(num_classes):
        count = sum(int((labels == k).sum()) for _, labels in ground_truth)
        if count == 0:
            result[k] = float("nan")
            continue
        precisions, hits = [], 0
        for tries, hit in enumerate(_found(detections, ground_truth, k, iou_threshold), start=1):
            if hit:
                hits += 1
                precisions.append(hits / tries)
        best = [max(precisions[n:]) for n in range(len(precisions))]
        if eleven_point:
            needed = [max(1, -(-r * count // 10)) for r in range(11)]  # boxes for recall r / 10
            result[k] = sum(best[n - 1] for n in needed if n <= len(best)) / 11
        else:
            result[k] = sum(best) / count
    present = ~result.isnan()
    return result, result[present].sum() / present.sum()
