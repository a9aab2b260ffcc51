"""Candidates for the ``test`` exercise of chapter 5: try your check on them."""

from __future__ import annotations

import torch
from torch import Tensor


def from_projections(masks: Tensor) -> Tensor:
    """Right: rows and columns that hold anything, first and last of them."""
    boxes = torch.zeros(len(masks), 4)
    for n in range(len(masks)):
        rows = masks[n].any(1).nonzero()[:, 0]
        columns = masks[n].any(0).nonzero()[:, 0]
        if len(rows):
            ends = (columns[0], rows[0], columns[-1] + 1, rows[-1] + 1)
            boxes[n] = torch.stack(ends).float()
    return boxes


def without_a_loop(masks: Tensor) -> Tensor:
    """Right: all masks at once, with the coordinates where there is nothing out of reach."""
    _, H, W = masks.shape
    x, y = torch.arange(W), torch.arange(H)
    columns, rows = masks.any(1), masks.any(2)  # (N, W), (N, H)
    low = [
        torch.where(columns, x, W).amin(1),
        torch.where(rows, y, H).amin(1),
    ]
    high = [
        torch.where(columns, x + 1, 0).amax(1),
        torch.where(rows, y + 1, 0).amax(1),
    ]
    boxes = torch.stack([*low, *high], dim=1).float()
    return torch.where(masks.flatten(1).any(1)[:, None], boxes, 0.0)


def zeros(masks: Tensor) -> Tensor:
    """Wrong: the right shape, and nothing in it."""
    return torch.zeros(len(masks), 4)


def last_pixel_missing(masks: Tensor) -> Tensor:
    """Wrong: x2 and y2 are the last column and row, not one more."""
    boxes = from_projections(masks)
    boxes[:, 2:] = (boxes[:, 2:] - 1).clamp(min=0)
    return boxes


def exchanged(masks: Tensor) -> Tensor:
    """Wrong: rows are taken for x and columns for y."""
    return from_projections(masks.transpose(1, 2))


def whole_if_empty(masks: Tensor) -> Tensor:
    """Wrong: an empty mask gets the box of the whole image."""
    boxes = from_projections(masks)
    N, H, W = masks.shape
    boxes[~masks.reshape(N, H * W).any(1)] = torch.tensor([0.0, 0.0, W, H])
    return boxes


RIGHT = {
    "check_masks_to_boxes": {
        "projections": from_projections,
        "without a loop": without_a_loop,
    }
}
WRONG = {
    "check_masks_to_boxes": {
        "returns zeros": zeros,
        "leaves the last pixel out": last_pixel_missing,
        "exchanges x and y": exchanged,
        "takes the whole image for an empty mask": whole_if_empty,
    }
}
