"""YOLO: one look at the image, one prediction for each cell of a grid.

An image is cut into S x S cells. **The cell in which the centre of an object lies is responsible
for it.** Row r (0 at the top) comes from cy, column c from cx. Boxes are cx, cy, w, h as fractions
of the image's width and height. The last axis of a target and of a network's raw output has 5 + K
entries:

    index      target of a cell that owns an object        raw output, and what it means
    0, 1       x, y of the centre inside the cell, 0 … 1   logits: x = sigmoid, y = sigmoid
    2, 3       w, h as fractions of the image              logits: w = sigmoid, h = sigmoid
    4          1                                           logit of the confidence
    5 … 4+K    1 for the class, else 0                     K logits, softmax over the classes

Simplified after Redmon, Divvala, Girshick & Farhadi, "You only look once: unified, real-time object
detection", 2016: one box per cell, cross entropies in place of squares.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F


def yolo_encode(boxes: Tensor, labels: Tensor, S: int, K: int) -> Tensor:
    """Write the objects of one image into the grid.

    A box with centre (cx, cy) belongs to column min(floor(cx·S), S - 1) and row
    min(floor(cy·S), S - 1); a centre at exactly 1 thus belongs to the last cell. Inside the cell it
    lies at x = cx·S - column, y = cy·S - row. Cells that own nothing are all zero. If two centres
    fall into one cell, the box with the **larger area** stays, of equal ones the first.

    Example: S = 2, K = 3, one box (0.75, 0.25, 0.5, 0.25) with label 1: row 0, column 1 holds
    [0.5, 0.5, 0.5, 0.25, 1, 0, 1, 0].

    Args:
        boxes: (N, 4) cx, cy, w, h, all in [0, 1]; N may be 0.
        labels: (N,) int64, 0 … K - 1.
        S: the number of cells along each side.
        K: the number of classes.

    Returns:
        (S, S, 5 + K): row, column, entry; in the dtype of ``boxes``.

    """
    ### BEGIN SOLUTION
    target = boxes.new_zeros(S, S, 5 + K)
    scaled = boxes[:, :2] * S
    cells = scaled.long().clamp(max=S - 1)  # (N, 2): column, row
    offsets = scaled - cells
    for n in (boxes[:, 2] * boxes[:, 3]).argsort(descending=True, stable=True).tolist():
        column, row = cells[n].tolist()
        if target[row, column, 4] == 0:
            target[row, column, :2] = offsets[n]
            target[row, column, 2:4] = boxes[n, 2:]
            target[row, column, 4] = 1
            target[row, column, 5 + int(labels[n])] = 1
    return target
    ### END SOLUTION


def yolo_decode(raw: Tensor, conf_thr: float) -> list[tuple[Tensor, Tensor, Tensor]]:
    """Turn a network's raw output into boxes, scores and labels, image by image.

    For each cell the label is the most likely class, and the score is
    sigmoid(confidence logit) · its softmax probability. Cells whose score is **greater** than
    ``conf_thr`` count. The centre is cx = (column + x) / S, cy = (row + y) / S.

    Decoding undoes encoding: from raw values whose sigmoids are a target's entries come the boxes
    that were encoded.

    Args:
        raw: (B, S, S, 5 + K).
        conf_thr: the least score.

    Returns:
        One ``(boxes, scores, labels)`` for each image: (n, 4) cx, cy, w, h as fractions of the
        image, (n,), and (n,) int64, in the order of the cells, row by row; n may be 0.

    """
    ### BEGIN SOLUTION
    S = raw.shape[1]
    cell = torch.arange(S, dtype=raw.dtype, device=raw.device)
    geometry = raw[..., :4].sigmoid()
    cx = (geometry[..., 0] + cell) / S  # columns run along the last axis, (B, S, S)
    cy = (geometry[..., 1] + cell[:, None]) / S
    boxes = torch.stack([cx, cy, geometry[..., 2], geometry[..., 3]], dim=-1)
    best, labels = raw[..., 5:].softmax(-1).max(-1)
    scores = raw[..., 4].sigmoid() * best
    keep = scores > conf_thr
    return [(boxes[b, keep[b]], scores[b, keep[b]], labels[b, keep[b]]) for b in range(len(raw))]
    ### END SOLUTION


def yolo_loss(
    raw: Tensor, target: Tensor, l_coord: float = 5.0, l_noobj: float = 0.5
) -> dict[str, Tensor]:
    """Return the parts of the loss, each summed over cells and divided by the number of images B.

    With "own" for a sum over cells that own an object (target entry 4 is 1) and "empty" over the
    others; x, y, w, h and the class from the target, hats for the network's sigmoids, and c the
    confidence logit,

        coord = l_coord · own [ (x - x̂)² + (y - ŷ)² + (√w - √ŵ)² + (√h - √ĥ)² ] / B
        obj   = own   [ -log sigmoid(c) ] / B
        noobj = l_noobj · empty [ -log(1 - sigmoid(c)) ] / B
        cls   = own   [ -log softmax(class logits)[class] ] / B
        total = coord + obj + noobj + cls

    Coordinates and classes of empty cells do not count. An image without objects is legal, and so
    is a batch without any: coord, obj and cls are then 0. Loss and gradient must be finite for raw
    values up to ±10 000: take log sigmoid and softmax from torch in their stable forms, and mind
    that the square root of a sigmoid that has become 0 has an infinite slope; it is
    exp(½ · log sigmoid).

    Torch's losses are allowed.

    Args:
        raw: (B, S, S, 5 + K).
        target: (B, S, S, 5 + K), from ``yolo_encode``.
        l_coord: the weight of the coordinates.
        l_noobj: the weight of the empty cells.

    Returns:
        ``{"coord": …, "obj": …, "noobj": …, "cls": …, "total": …}``, 0-dimensional tensors.

    """
    ### BEGIN SOLUTION
    B, own = len(raw), target[..., 4] == 1
    mine, truth = raw[own], target[own]  # (objects, 5 + K)
    centre = (mine[:, :2].sigmoid() - truth[:, :2]).square().sum()
    size = ((F.logsigmoid(mine[:, 2:4]) / 2).exp() - truth[:, 2:4].sqrt()).square().sum()
    losses = {
        "coord": l_coord * (centre + size) / B,
        "obj": -F.logsigmoid(mine[:, 4]).sum() / B,
        "noobj": l_noobj * -F.logsigmoid(-raw[~own][:, 4]).sum() / B,
        "cls": -(F.log_softmax(mine[:, 5:], dim=-1) * truth[:, 5:]).sum() / B,
    }
    return {**losses, "total": torch.stack([*losses.values()]).sum()}
    ### END SOLUTION
