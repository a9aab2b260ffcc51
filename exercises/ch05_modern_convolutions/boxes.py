"""Boxes, and how much two of them overlap.

A box is x1, y1, x2, y2 with x1 <= x2 and y1 <= y2: its left, upper, right and lower edge. x runs to
the right and y **down**, as in images. Coordinates are continuous: a box from 2 to 5 is 3 wide.
"""

from __future__ import annotations

import torch
from torch import Tensor


def xyxy_to_cxcywh(boxes: Tensor) -> Tensor:
    """Turn x1, y1, x2, y2 into centre and size, cx, cy, w, h.

    Args:
        boxes: (..., 4), any number of axes in front, also no box at all.

    Returns:
        (..., 4).

    """
    raise NotImplementedError("TODO: xyxy_to_cxcywh")


def cxcywh_to_xyxy(boxes: Tensor) -> Tensor:
    """Turn centre and size, cx, cy, w, h, into x1, y1, x2, y2.

    Args:
        boxes: (..., 4).

    Returns:
        (..., 4).

    """
    raise NotImplementedError("TODO: cxcywh_to_xyxy")


def box_area(boxes: Tensor) -> Tensor:
    """Return width times height: (..., 4) xyxy to (...)."""
    raise NotImplementedError("TODO: box_area")




def iou_matrix(a: Tensor, b: Tensor) -> Tensor:
    """Return the intersection over union of every box of ``a`` with every box of ``b``.

        iou[n, m] = common / (area of a[n] + area of b[m] - common)

    with "common" the area of the part that belongs to both. Boxes that do not meet have none:
    **area 0, not the product of two negative lengths**. Boxes that only touch have IoU 0. Where the
    union has no area (two boxes without one), the IoU is 0, and value and gradient are never NaN.
    Scaling both boxes changes nothing, however small they get: no epsilon in the denominator.

    No Python loop over boxes. Forbidden: torchvision, in the whole file.

    Source: Everingham et al., "The PASCAL visual object classes challenge", 2010; Jaccard, 1912.

    Args:
        a: (N, 4) xyxy; N may be 0.
        b: (M, 4) xyxy; M may be 0.

    Returns:
        (N, M), in the dtype of ``a``.

    """
    raise NotImplementedError("TODO: iou_matrix")


def giou_matrix(a: Tensor, b: Tensor) -> Tensor:
    """Return the generalised IoU of every pair of boxes.

    With C the smallest box around both, and U their union,

        giou = iou - (area of C - area of U) / area of C

    It is in (-1, 1], and falls on when disjoint boxes move further apart, where IoU and its
    gradient are stuck at 0. Where C has no area, the second term is 0.

    Source: Rezatofighi et al., "Generalized intersection over union", 2019.

    Args:
        a: (N, 4) xyxy.
        b: (M, 4) xyxy.

    Returns:
        (N, M).

    """
    raise NotImplementedError("TODO: giou_matrix")


def diou_matrix(a: Tensor, b: Tensor) -> Tensor:
    """Return the distance IoU of every pair of boxes.

    With d the distance between the two centres and c the diagonal of the smallest box around both,

        diou = iou - d² / c²

    Where c is 0 (twice the same point) the second term is 0.

    Source: Zheng et al., "Distance-IoU loss", 2019.

    Args:
        a: (N, 4) xyxy.
        b: (M, 4) xyxy.

    Returns:
        (N, M).

    """
    raise NotImplementedError("TODO: diou_matrix")
