"""Windows by unfold and cat, a mask that is added as a large negative number, einsum."""

import torch
from torch import nn
from torch.nn import functional as F

from .vit import patchify


def window_partition(x, w):
    """Unfold both axes."""
    windows = x.unfold(1, w, w).unfold(2, w, w)  # (B, H/w, W/w, C, w, w)
    return windows.movedim(3, -1).flatten(3, 4).flatten(0, 2)


def window_reverse(windows, w, H, W):
    """Join windows to rows, rows to maps."""
    grid = windows.unflatten(1, (w, w)).unflatten(0, (-1, H // w, W // w))
    rows = torch.cat(grid.unbind(2), 3)  # (B, H/w, w, W, C)
    return torch.cat(rows.unbind(1), 1)


def shifted_window_mask(H, W, w, s):
    """Number the nine regions, as the first implementation does."""
    regions = torch.zeros(1, H, W, 1)
    cuts = (slice(0, H - w), slice(H - w, H - s), slice(H - s, H))
    across = (slice(0, W - w), slice(W - w, W - s), slice(W - s, W))
    number = 0
    for rows in cuts:
        for columns in across:
            regions[:, rows, columns] = number
            number += 1
    windows = window_partition(regions, w)[..., 0]
    return (windows.unsqueeze(1) - windows.unsqueeze(2)) == 0


def relative_position_index(w):
    """Follow the first implementation."""
    coords = torch.stack(torch.meshgrid(torch.arange(w), torch.arange(w), indexing="ij")).flatten(1)
    relative = (coords[:, :, None] - coords[:, None, :]).permute(1, 2, 0) + w - 1
    return relative @ torch.tensor([2 * w - 1, 1])


class SwinBlock(nn.Module):
    """One layer; mask and index are buffers."""

    def __init__(self, channels, heads, resolution, w, s):
        super().__init__()
        if min(resolution) <= w:
            s, w = 0, min(resolution)
        self.w, self.s, self.heads = w, s, heads
        self.table = nn.Parameter(torch.randn((2 * w - 1) ** 2, heads))
        self.register_buffer("index", relative_position_index(w))
        mask = shifted_window_mask(*resolution, w, s)
        self.register_buffer("added", (~mask).to(torch.get_default_dtype()) * -1e4)
        self.norm1, self.norm2 = nn.LayerNorm(channels), nn.LayerNorm(channels)
        self.qkv, self.proj = nn.Linear(channels, 3 * channels), nn.Linear(channels, channels)
        self.up, self.down = nn.Linear(channels, 4 * channels), nn.Linear(4 * channels, channels)

    def forward(self, x):
        """Pre-norm."""
        B, H, W, _ = x.shape
        y = self.norm1(x)
        if self.s:
            y = torch.roll(y, (-self.s, -self.s), (1, 2))
        windows = window_partition(y, self.w)
        q, k, v = self.qkv(windows).unflatten(-1, (3, self.heads, -1)).unbind(2)
        scores = torch.einsum("nqhd,nkhd->nhqk", q, k) / q.shape[-1] ** 0.5
        scores = scores + self.table[self.index].movedim(-1, 0)
        by_image = scores.unflatten(0, (B, -1)) + self.added[None, :, None].to(scores)
        weights = by_image.flatten(0, 1).softmax(-1)
        mixed = self.proj(torch.einsum("nhqk,nkhd->nqhd", weights, v).flatten(2))
        y = window_reverse(mixed, self.w, H, W)
        if self.s:
            y = torch.roll(y, (self.s, self.s), (1, 2))
        x = x + y
        return x + self.down(nn.GELU()(self.up(self.norm2(x))))


class PatchMerging(nn.Module):
    """Merge with pixel indices."""

    def __init__(self, channels):
        super().__init__()
        self.norm = nn.LayerNorm(channels * 4)
        self.reduction = nn.Linear(channels * 4, channels * 2, bias=False)

    def forward(self, x):
        """Put the columns of a block before its rows."""
        B, H, W, C = x.shape
        blocks = x.reshape(B, H // 2, 2, W // 2, 2, C).permute(0, 1, 3, 4, 2, 5)
        return F.linear(self.norm(blocks.flatten(3)), self.reduction.weight)


class Swin(nn.Module):
    """The classifier."""

    def __init__(self, image, p, d, depths, heads, w, classes, channels=3):
        super().__init__()
        self.p, self.rows = p, image[0] // p
        size = [side // p for side in image]
        self.patch, self.patch_norm = nn.Linear(channels * p * p, d), nn.LayerNorm(d)
        self.stages, self.merges = nn.ModuleList(), nn.ModuleList()
        for i in range(len(depths)):
            at = (size[0] // 2**i, size[1] // 2**i)
            self.stages.append(
                nn.Sequential(
                    *(
                        SwinBlock(d * 2**i, heads[i], at, w, (j % 2) * (w // 2))
                        for j in range(depths[i])
                    )
                )
            )
            if i + 1 < len(depths):
                self.merges.append(PatchMerging(d * 2**i))
        width = d * 2 ** (len(depths) - 1)
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, classes)

    def forward(self, image):
        """Classify."""
        x = self.patch_norm(self.patch(patchify(image, self.p)))
        x = x.unflatten(1, (self.rows, -1))
        for i, stage in enumerate(self.stages):
            x = stage(x)
            if i < len(self.merges):
                x = self.merges[i](x)
        return self.head(self.norm(x).flatten(1, 2).mean(1))
