"""Non-maximum suppression: of many boxes on one object, keep the best."""

from __future__ import annotations

import torch
from torch import Tensor

from .boxes import iou_matrix


def nms(boxes: Tensor, scores: Tensor, iou_threshold: float) -> Tensor:
    """Keep the best boxes, and drop what overlaps a kept one too much.

    Go through the boxes by **falling score** (of equal scores the lower index first). A box is kept
    unless its IoU with a box that was *kept* before is **greater** than ``iou_threshold``; an IoU
    of exactly the threshold is allowed. A box that was dropped drops nobody.

    Calculate the IoUs of all pairs at once (``iou_matrix``); one Python loop over boxes remains.
    Forbidden: torchvision, in the whole file.

    Source: Felzenszwalb et al., "Object detection with discriminatively trained part-based
    models", 2010.

    Args:
        boxes: (N, 4) xyxy; N may be 0.
        scores: (N,).
        iou_threshold: how much overlap is allowed.

    Returns:
        (kept,) int64, the indices of the kept boxes by falling score.

    """
    raise NotImplementedError("TODO: nms")


def batched_nms(boxes: Tensor, scores: Tensor, class_ids: Tensor, iou_threshold: float) -> Tensor:
    """Do the same for every class on its own: a box drops only boxes of its class.

    Args:
        boxes: (N, 4) xyxy, with coordinates of any size and sign.
        scores: (N,).
        class_ids: (N,) int64; any numbers, not necessarily 0 … K - 1.
        iou_threshold: how much overlap within a class is allowed.

    Returns:
        (kept,) int64, the indices of the kept boxes **of all classes by falling score** (of equal
        scores the lower index first).

    """
    raise NotImplementedError("TODO: batched_nms")


def soft_nms(
    boxes: Tensor, scores: Tensor, sigma: float = 0.5, score_threshold: float = 0.001
) -> tuple[Tensor, Tensor]:
    """Lower the scores of overlapping boxes instead of dropping them.

    Until no box is left: choose the box with the highest *current* score (of equal ones the lowest
    index); stop if that score is less than ``score_threshold``; note the box with its current
    score; then multiply the score of every box that is still left by

        exp(-iou² / sigma)          iou: its overlap with the box just chosen

    Source: Bodla, Singh, Chellappa & Davis, "Soft-NMS", 2017.

    Args:
        boxes: (N, 4) xyxy; N may be 0.
        scores: (N,) positive. They must not be changed in place.
        sigma: how wide the decay is; smaller is stricter.
        score_threshold: lower scores are given up.

    Returns:
        ``(kept, scores)``: (kept,) int64 in the order of choosing, and their scores at that moment.

    """
    raise NotImplementedError("TODO: soft_nms")
