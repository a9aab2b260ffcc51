"""Every pixel of the square asks where it comes from; corners of boxes as points."""

from __future__ import annotations

import torch


def letterbox(image, boxes, size, value=0.5):
    H, W = image.shape[1:]
    s = size / max(H, W)
    inner = [max(1, round(s * n)) for n in (H, W)]
    front = [(size - n) // 2 for n in inner]
    y, x = torch.meshgrid(torch.arange(size), torch.arange(size), indexing="ij")
    y, x = y - front[0], x - front[1]
    inside = (y >= 0) & (y < inner[0]) & (x >= 0) & (x < inner[1])
    old_y = ((y + 0.5) * H / inner[0]).floor().long().clamp(0, H - 1)
    old_x = ((x + 0.5) * W / inner[1]).floor().long().clamp(0, W - 1)
    square = torch.where(inside.to(image.device), image[:, old_y, old_x], value)
    points = boxes.reshape(-1, 2, 2) * s + boxes.new_tensor(front[::-1])
    return square, points.reshape(-1, 4)
