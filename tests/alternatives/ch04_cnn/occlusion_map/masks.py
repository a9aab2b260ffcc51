"""A mask for every place, compared with the coordinates; no assignment at all."""

from __future__ import annotations

import torch


def occlusion_map(score, image, size, stride, value=0.0):
    _, H, W = image.shape
    y = torch.arange(H, device=image.device)[:, None]
    z = torch.arange(W, device=image.device)
    whole = score(image[None])
    lines = []
    for top in range(0, H + 1 - size, stride):
        line = []
        for left in range(0, W + 1 - size, stride):
            mask = (y >= top) & (y < top + size) & (z >= left) & (z < left + size)
            line.append(whole - score(image.masked_fill(mask, value)[None]))
        lines.append(torch.cat(line))
    return torch.stack(lines)
