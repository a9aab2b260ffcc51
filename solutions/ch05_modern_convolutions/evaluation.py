"""Average precision: how good is a detector?"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from .boxes import iou_matrix


def average_precision(
    detections: Sequence[tuple[Tensor, Tensor, Tensor]],
    ground_truth: Sequence[tuple[Tensor, Tensor]],
    num_classes: int,
    iou_threshold: float = 0.5,
    *,
    eleven_point: bool = False,
) -> tuple[Tensor, Tensor]:
    """Return the average precision of every class, and their mean (mAP).

    For each class, independently of the others:

    1. Take the detections of this class in **all** images, by falling score; of equal scores the
       earlier image first, then the lower index.
    2. In that order, compare each with the true boxes of its class in its own image. Take the true
       box with the highest IoU (of equal ones the first). If that IoU is at least
       ``iou_threshold`` and that true box has not been found before, the detection is a true
       positive (TP), and the box is found. Otherwise it is a false positive (FP): **a second
       detection of the same object is an FP.**
    3. After each detection: precision = TP so far / detections so far, recall = TP so far / true
       boxes of the class, over all images.
    4. The envelope: replace each precision by the highest one at this or any later place of the
       list. (So the curve never rises from left to right.)
    5. AP = sum over the detections of (recall - recall before) · envelope, with recall 0 before the
       first. With ``eleven_point`` instead: the mean over r = 0, 0.1, …, 1 of the highest precision
       among places with recall >= r, 0 where there is none.

    A class without a true box has AP **NaN**, whatever was detected; one with true boxes but
    without a detection has 0. The mean is taken over the classes that are not NaN, and is NaN if
    all are.

    Example: two true boxes; detections by falling score TP, FP, TP. Precision 1, 1/2, 2/3, envelope
    1, 2/3, 2/3, recall 1/2, 1/2, 1: AP = 1/2 · 1 + 0 + 1/2 · 2/3 = 5/6.

    Forbidden: torchvision.

    Source: Everingham et al., "The PASCAL visual object classes challenge", 2010.

    Args:
        detections: one ``(boxes (n, 4) xyxy, scores (n,), labels (n,))`` for each image.
        ground_truth: one ``(boxes (m, 4) xyxy, labels (m,))`` for each image.
        num_classes: K.
        iou_threshold: what counts as found.
        eleven_point: the older way of 2007, with eleven recalls.

    Returns:
        ``(ap, mean)``: (K,) and 0-dimensional, both **float64**.

    """
    ### BEGIN SOLUTION
    ap = torch.full((num_classes,), torch.nan, dtype=torch.float64)
    for k in range(num_classes):
        positives = sum(int((labels == k).sum()) for _, labels in ground_truth)
        if positives == 0:
            continue
        found = _hits(detections, ground_truth, k, iou_threshold)
        true_positives = found.cumsum(0)
        precision = true_positives / torch.arange(1, len(found) + 1)
        recall = true_positives / positives
        if eleven_point:
            reached = (10 * true_positives >= torch.arange(11)[:, None] * positives) * precision
            ap[k] = reached.amax(1).mean() if len(found) else 0.0
        else:
            envelope = precision.flip(0).cummax(0).values.flip(0)
            ap[k] = (recall.diff(prepend=recall.new_zeros(1)) * envelope).sum()
    return ap, ap.nanmean()
    ### END SOLUTION


### BEGIN SOLUTION
def _hits(
    detections: Sequence[tuple[Tensor, Tensor, Tensor]],
    ground_truth: Sequence[tuple[Tensor, Tensor]],
    k: int,
    iou_threshold: float,
) -> Tensor:
    """Return 1 or 0 for each detection of class k, by falling score: does it find a new box?"""
    scores, hits = [], []
    for (boxes, score, labels), (true_boxes, true_labels) in zip(
        detections, ground_truth, strict=True
    ):
        order = (labels == k).nonzero()[:, 0]
        order = order[score[order].argsort(descending=True, stable=True)]
        overlaps = iou_matrix(boxes[order], true_boxes[true_labels == k])
        found = set()
        for row in overlaps:
            best = int(row.argmax()) if len(row) else -1
            hit = best >= 0 and bool(row[best] >= iou_threshold) and best not in found
            found.update({best} if hit else ())
            hits.append(hit)
        scores.append(score[order])
    everything = torch.cat(scores).argsort(descending=True, stable=True)
    return torch.tensor(hits, dtype=torch.float64)[everything.cpu()]


### END SOLUTION
