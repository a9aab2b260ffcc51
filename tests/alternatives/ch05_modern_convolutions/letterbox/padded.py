"""Resize by integer index lists, then a border by padding; boxes column by column."""

from __future__ import annotations

import torch
from torch.nn import functional as F


def letterbox(image, boxes, size, value=0.5):
    _, H, W = image.shape
    s = size / max(H, W)
    new_h, new_w = max(1, round(s * H)), max(1, round(s * W))
    rows = [(2 * y + 1) * H // (2 * new_h) for y in range(new_h)]
    columns = [(2 * z + 1) * W // (2 * new_w) for z in range(new_w)]
    small = image[:, rows][..., columns]
    up, front = (size - new_h) // 2, (size - new_w) // 2
    border = (front, size - new_w - front, up, size - new_h - up)
    moved = torch.stack(
        [
            s * boxes[:, 0] + front,
            s * boxes[:, 1] + up,
            s * boxes[:, 2] + front,
            s * boxes[:, 3] + up,
        ],
        dim=1,
    )
    return F.pad(small, border, value=value), moved
