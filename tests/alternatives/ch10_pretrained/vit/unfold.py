"""Patches by Tensor.unfold, einsum for attention, positions by matrices of weights."""

import torch
from torch import nn


def patchify(x, p):
    """Unfold both axes."""
    if x.shape[2] % p or x.shape[3] % p:
        message = "no multiple"
        raise ValueError(message)
    windows = x.unfold(2, p, p).unfold(3, p, p)  # (B, C, rows, columns, p, p)
    return torch.einsum("bcijrs->bijrsc", windows).flatten(3).flatten(1, 2)


def unpatchify(patches, p, H, W):
    """Join columns, then rows."""
    B, _, size = patches.shape
    grid = patches.reshape(B, H // p, W // p, p, p, size // p**2)
    rows = torch.cat(grid.unbind(2), dim=3)  # (B, H/p, p, W, C)
    return rows.flatten(1, 2).movedim(-1, 1)


def weights(old, new, like):
    """The bilinear weights of one axis, (new, old)."""
    centre = (
        (torch.arange(new, dtype=like.dtype, device=like.device) + 0.5) * old / new - 0.5
    ).clamp(min=0)
    low = centre.floor().long().clamp(max=old - 1)
    high = (low + 1).clamp(max=old - 1)
    part = (centre - low)[:, None]
    eye = torch.eye(old, dtype=like.dtype, device=like.device)
    return eye[low] * (1 - part) + eye[high] * part


def interpolate_pos(pos, old, new):
    """Multiply the grid from both sides."""
    grid = pos[0, 1:].unflatten(0, old)
    rows, columns = (weights(a, b, pos) for a, b in zip(old, new, strict=True))
    resized = torch.einsum("ia,jb,abd->ijd", rows, columns, grid)
    return torch.cat([pos[0, :1], resized.flatten(0, 1)])[None]


class ViT(nn.Module):
    """The classifier."""

    def __init__(self, image, p, d, heads, layers, ff, classes, channels=3):
        super().__init__()
        self.p, self.heads = p, heads
        self.cls = nn.Parameter(torch.randn(1, 1, d))
        self.pos = nn.Parameter(torch.randn(1, 1 + image[0] * image[1] // p**2, d))
        self.patch = nn.Linear(channels * p**2, d)
        self.blocks = nn.ModuleList()
        for _ in range(layers):
            block = nn.ModuleDict({"qkv": nn.Linear(d, 3 * d), "proj": nn.Linear(d, d)})
            block.update({"up": nn.Linear(d, ff), "down": nn.Linear(ff, d)})
            block.update({"norm1": nn.LayerNorm(d, 1e-6), "norm2": nn.LayerNorm(d, 1e-6)})
            self.blocks.append(block)
        self.norm, self.head = nn.LayerNorm(d, 1e-6), nn.Linear(d, classes)

    def forward(self, x):
        """Classify."""
        z = torch.cat([self.cls.repeat(len(x), 1, 1), self.patch(patchify(x, self.p))], 1)
        z = z + self.pos
        for block in self.blocks:
            qkv = block["qkv"](block["norm1"](z)).unflatten(-1, (3, self.heads, -1))
            q, k, v = qkv.unbind(2)
            a = torch.einsum("bqhd,bkhd->bhqk", q / q.shape[-1] ** 0.5, k).softmax(-1)
            z = z + block["proj"](torch.einsum("bhqk,bkhd->bqhd", a, v).flatten(2))
            z = z + block["down"](nn.GELU()(block["up"](block["norm2"](z))))
        return self.head(self.norm(z[:, 0]))
