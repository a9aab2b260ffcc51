"""Loops over boxes, corners and neighbours; canvases that are painted."""

from __future__ import annotations

import math

import torch

from .resize import resize_bilinear

EFFICIENT = False


def hflip(image, boxes=None, mask=None):
    W = image.shape[-1]
    new = None
    if boxes is not None:
        new = torch.empty_like(boxes)
        for n, (x1, y1, x2, y2) in enumerate(boxes):
            new[n, 0], new[n, 1], new[n, 2], new[n, 3] = W - x2, y1, W - x1, y2
    flipped = torch.flip(image, dims=[2])
    return flipped, new, torch.fliplr(mask) if mask is not None else None


def _shifted(boxes, right, down, h, w):
    new = boxes.clone()
    for box in new:
        for edge in range(4):
            step, end = (right, w) if edge % 2 == 0 else (down, h)
            box[edge] = min(max(float(box[edge]) + step, 0.0), float(end))
    return new


def random_crop_pad(image, pad, top, left, size, boxes=None, mask=None):
    C, H, W = image.shape
    h, w = size
    if not (0 <= top <= H + 2 * pad - h and 0 <= left <= W + 2 * pad - w):
        msg = "window outside"
        raise ValueError(msg)
    # the part of the old image that is seen, in its own coordinates
    y1, y2 = max(top - pad, 0), min(top - pad + h, H)
    x1, x2 = max(left - pad, 0), min(left - pad + w, W)
    place = slice(y1 + pad - top, y2 + pad - top), slice(x1 + pad - left, x2 + pad - left)
    canvas = torch.zeros(C, h, w, dtype=image.dtype, device=image.device)
    canvas[(slice(None), *place)] = image[:, y1:y2, x1:x2]
    if mask is not None:
        seen = torch.full((h, w), 255, dtype=mask.dtype, device=mask.device)
        seen[place] = mask[y1:y2, x1:x2]
        mask = seen
    if boxes is not None:
        boxes = _shifted(boxes, pad - left, pad - top, h, w)
    return canvas, boxes, mask


def resized_crop(image, window, size, boxes=None, mask=None):
    top, left, height, width = window
    h, w = size
    part = image[:, top:, left:][:, :height, :width]
    if boxes is not None:
        boxes = boxes.clone()
        boxes[:, 0::2] = (boxes[:, 0::2] - left) / width * w
        boxes[:, 1::2] = (boxes[:, 1::2] - top) / height * h
        boxes = _shifted(boxes, 0, 0, h, w)
    if mask is not None:
        small = mask.new_empty(h, w)
        for i in range(h):
            for j in range(w):
                y, x = math.floor((i + 0.5) * height / h), math.floor((j + 0.5) * width / w)
                small[i, j] = mask[top + y, left + x]
        mask = small
    return resize_bilinear(part, (h, w)), boxes, mask


def _bright(x, f):
    return f * x


def _grey(x):
    return torch.einsum("chw,c->hw", x, torch.tensor([0.299, 0.587, 0.114]).to(x))


def _contrast(x, f):
    m = _grey(x).mean()
    return m + f * (x - m)


def _saturation(x, f):
    g = _grey(x)[None]
    return g + f * (x - g)


def color_jitter(image, brightness, contrast, saturation, order=None):
    steps = {
        "brightness": (_bright, brightness),
        "contrast": (_contrast, contrast),
        "saturation": (_saturation, saturation),
    }
    whole = not torch.is_floating_point(image)
    x = image.float() if whole else image
    for name in order or tuple(steps):
        function, factor = steps[name]
        x = torch.clamp(function(x, factor), 0.0, 255.0 if whole else 1.0)
    return x.floor().to(torch.uint8) if whole else x


def rotate(image, degrees, mask=None):
    C, H, W = image.shape
    a = math.radians(degrees)
    old = torch.zeros(C, H + 2, W + 2, dtype=image.dtype, device=image.device)  # a dark frame
    old[:, 1:-1, 1:-1] = image
    rows = []
    turned = None if mask is None else torch.full_like(mask, 255)
    for y in range(H):
        row = []
        for x in range(W):
            u, v = x + 0.5 - W / 2, y + 0.5 - H / 2
            p = math.cos(a) * u - math.sin(a) * v + W / 2 - 0.5
            q = math.sin(a) * u + math.cos(a) * v + H / 2 - 0.5
            j, i = math.floor(q), math.floor(p)
            t, s = q - j, p - i
            if -1 <= j < H and -1 <= i < W:
                upper = (1 - s) * old[:, j + 1, i + 1] + s * old[:, j + 1, i + 2]
                lower = (1 - s) * old[:, j + 2, i + 1] + s * old[:, j + 2, i + 2]
                row.append((1 - t) * upper + t * lower)
            else:
                row.append(old[:, 0, 0])
            near = math.floor(q + 0.5), math.floor(p + 0.5)
            if turned is not None and 0 <= near[0] < H and 0 <= near[1] < W:
                turned[y, x] = mask[near]
        rows.append(torch.stack(row, dim=1))
    return torch.stack(rows, dim=1), turned


def cutout(image, y, x, size, value=0.0):
    keep = torch.ones_like(image[0])
    for row in range(y - size // 2, y - size // 2 + size):
        for column in range(x - size // 2, x - size // 2 + size):
            if 0 <= row < image.shape[1] and 0 <= column < image.shape[2]:
                keep[row, column] = 0
    return image * keep + value * (1 - keep)


class Compose:
    def __init__(self, steps, rand):
        self.steps = steps
        self.rand = rand

    def __call__(self, image):
        return self.batch(image[None])[0]

    def batch(self, images):
        out = []
        for image in images:
            now = image
            for function, count in self.steps:
                now = function(now, self.rand(count))
            out.append(now)
        return torch.stack(out)
