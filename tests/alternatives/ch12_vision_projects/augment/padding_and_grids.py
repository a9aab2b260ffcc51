"""F.pad, index arithmetic, torch's own grid_sample for the rotation."""

from __future__ import annotations

import math

import torch
from torch.nn import functional as F

from .resize import resize_bilinear


def hflip(image, boxes=None, mask=None):
    W = image.shape[2]
    back = torch.arange(W - 1, -1, -1, device=image.device)
    if boxes is not None:
        turned = boxes.clone()
        turned[:, 0::2] = W - boxes[:, [2, 0]]
        boxes = turned
    return image[:, :, back], boxes, mask[:, back] if mask is not None else None


def random_crop_pad(image, pad, top, left, size, boxes=None, mask=None):
    h, w = size
    H, W = image.shape[1] + 2 * pad, image.shape[2] + 2 * pad
    if top < 0 or left < 0 or H - top < h or W - left < w:
        msg = "the window is not inside"
        raise ValueError(msg)
    image = F.pad(image, [pad] * 4).narrow(1, top, h).narrow(2, left, w)
    if mask is not None:
        mask = F.pad(mask, [pad] * 4, value=255)[top:, left:][:h, :w]
    if boxes is not None:
        x = (boxes[:, [0, 2]] + pad - left).clamp(0, w)
        y = (boxes[:, [1, 3]] + pad - top).clamp(0, h)
        boxes = torch.stack([x[:, 0], y[:, 0], x[:, 1], y[:, 1]], 1)
    return image, boxes, mask


def resized_crop(image, window, size, boxes=None, mask=None):
    top, left, tall, wide = window
    small, _, seen = random_crop_pad(image, 0, top, left, (tall, wide), mask=mask)
    if seen is not None:
        rows = ((torch.arange(size[0]).double() + 0.5) * tall / size[0]).long()
        columns = ((torch.arange(size[1]).double() + 0.5) * wide / size[1]).long()
        seen = seen[rows[:, None], columns]
    if boxes is not None:
        moved = []
        for edge, (start, scale, end) in enumerate(
            [(left, size[1] / wide, size[1]), (top, size[0] / tall, size[0])] * 2
        ):
            moved.append(((boxes[:, edge] - start) * scale).clamp(0, end))
        boxes = torch.stack(moved, dim=1)
    return resize_bilinear(small, size), boxes, seen


def color_jitter(
    image,
    brightness,
    contrast,
    saturation,
    order=("brightness", "contrast", "saturation"),
):
    highest = 1 if image.is_floating_point() else 255
    x = image if image.is_floating_point() else image.to(torch.float32)
    for name in order:
        red, green, blue = x
        grey = 0.299 * red + 0.587 * green + 0.114 * blue
        if name == "brightness":
            x = x * brightness
        elif name == "contrast":
            x = torch.lerp(grey.mean().expand_as(x), x, float(contrast))
        else:
            x = torch.lerp(grey.expand_as(x), x, float(saturation))
        x = x.clip(min=0, max=highest)
    return x.type(image.dtype)


def rotate(image, degrees, mask=None):
    H, W = image.shape[1:]
    a = degrees * math.pi / 180
    y, x = torch.meshgrid(
        torch.arange(H, dtype=torch.float64), torch.arange(W, dtype=torch.float64), indexing="ij"
    )
    offset = torch.stack([x + 0.5 - W / 2, y + 0.5 - H / 2], dim=-1)
    turn = torch.tensor(
        [[math.cos(a), -math.sin(a)], [math.sin(a), math.cos(a)]], dtype=torch.float64
    )
    source = offset @ turn.T  # (H, W, 2), from the centre
    grid = source / torch.tensor([W / 2, H / 2], dtype=torch.float64)
    turned = F.grid_sample(image[None].double(), grid[None], "bilinear", "zeros", False)
    if mask is not None:
        column = torch.floor(source[..., 0] + W / 2).long() + 1
        row = torch.floor(source[..., 1] + H / 2).long() + 1
        framed = F.pad(mask, (1, 1, 1, 1), value=255)
        mask = framed[row.clamp(0, H + 1), column.clamp(0, W + 1)]
    return turned[0].to(image.dtype), mask


def cutout(image, y, x, size, value=0.0):
    rows = torch.arange(image.shape[1], device=image.device) - (y - size // 2)
    columns = torch.arange(image.shape[2], device=image.device) - (x - size // 2)
    tall, wide = (rows >= 0) & (rows < size), (columns >= 0) & (columns < size)
    return image.masked_fill(tall[:, None] & wide, value)


class Compose:
    def __init__(self, steps, rand):
        self._steps = list(steps)
        self._rand = rand

    def __call__(self, image):
        for step in self._steps:
            u = self._rand(step[1])
            image = step[0](image, u)
        return image

    def batch(self, images):
        done = []
        for image in images.unbind(0):
            done.append(self(image)[None])
        return torch.cat(done)
