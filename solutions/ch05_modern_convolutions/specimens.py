"""More candidates for the ``test`` exercise of chapter 5."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor


def with_numpy(masks: Tensor) -> Tensor:
    """Right: numpy's indices, mask by mask."""
    boxes = np.zeros((len(masks), 4), dtype=np.float32)
    for n, mask in enumerate(masks.numpy()):
        y, x = np.nonzero(mask)
        if y.size:
            boxes[n] = x.min(), y.min(), x.max() + 1, y.max() + 1
    return torch.from_numpy(boxes)


def centre_and_size(masks: Tensor) -> Tensor:
    """Wrong: cx, cy, w, h."""
    x1, y1, x2, y2 = with_numpy(masks).unbind(1)
    return torch.stack([(x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1], dim=1)


def from_one(masks: Tensor) -> Tensor:
    """Wrong: the first pixel has number 1."""
    boxes = with_numpy(masks)
    return torch.where(boxes[:, 2:3] > 0, boxes + 1, boxes)


def last_column_missing(masks: Tensor) -> Tensor:
    """Wrong: the last column is never looked at."""
    seen = masks.clone()
    seen[..., -1] = False
    return with_numpy(seen)


def reading_order(masks: Tensor) -> Tensor:
    """Wrong: the corners are the first and the last True pixel in reading order."""
    boxes = torch.zeros(len(masks), 4)
    for box, mask in zip(boxes, masks, strict=True):
        if mask.any():
            (y1, _), (y2, x2) = mask.nonzero()[[0, -1]].tolist()
            x1 = int(mask.any(0).nonzero()[0, 0])
            box[:] = torch.tensor([x1, y1, x2 + 1, y2 + 1])
    return boxes


def first_mask(masks: Tensor) -> Tensor:
    """Wrong: every mask gets the box of the first."""
    return with_numpy(masks[:1]).expand(len(masks), 4).clone() if len(masks) else with_numpy(masks)


def first_run(masks: Tensor) -> Tensor:
    """Wrong: the box ends at the first empty column or row after it began."""
    boxes = with_numpy(masks)
    for box, mask in zip(boxes, masks.numpy(), strict=True):
        for axis, lines in ((0, mask.any(0)), (1, mask.any(1))):
            if lines.any():
                start = int(box[axis])
                gaps = np.nonzero(~lines[start:])[0]
                box[2 + axis] = start + int(gaps[0]) if gaps.size else len(lines)
    return boxes


def square_only(masks: Tensor) -> Tensor:
    """Wrong: coordinates are cut off at the height of the image."""
    return with_numpy(masks).clamp(max=masks.shape[1])


def margin(masks: Tensor) -> Tensor:
    """Wrong: a mask that is one pixel wide or high gets a wider box."""
    boxes = with_numpy(masks)
    thin = (boxes[:, 2:] - boxes[:, :2]) == 1
    boxes[:, 2:] += thin.float()
    return boxes


def in_float64(masks: Tensor) -> Tensor:
    """Wrong: float64 instead of float32."""
    return with_numpy(masks).double()


RIGHT = {"check_masks_to_boxes": {"numpy": with_numpy}}
WRONG = {
    "check_masks_to_boxes": {
        "returns centre and size": centre_and_size,
        "counts from one": from_one,
        "never looks at the last column": last_column_missing,
        "takes the last pixel in reading order for the lower corner": reading_order,
        "answers every mask with the first": first_mask,
        "stops at the first gap": first_run,
        "cuts wide images to a square": square_only,
        "keeps at least one pixel of margin": margin,
        "returns float64": in_float64,
    }
}
