"""ViT: an image is worth a few hundred words."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F


def patchify(x: Tensor, p: int) -> Tensor:
    """Cut images into square patches.

    **Images are (B, C, H, W).** Patches are numbered **row by row**, from the top left: patch
    ``n = i · (W / p) + j`` is ``x[b, :, i·p … (i+1)·p − 1, j·p … (j+1)·p − 1]``. Within a patch the
    numbers are ordered **row, column, channel**: entry ``(r · p + s) · C + c`` is the pixel of row
    r, column s, channel c.

    Example, one channel, H = 2, W = 4, p = 2:

        0 1 2 3        patches   0 1 4 5
        4 5 6 7                  2 3 6 7

    Args:
        x: ``(B, C, H, W)``, H and W multiples of p.
        p: the side of a patch.

    Returns:
        ``(B, N, p · p · C)`` with N = (H / p) · (W / p).

    Raises:
        ValueError: if H or W is not a multiple of p.

    """
    ### BEGIN SOLUTION
    B, C, H, W = x.shape
    if H % p or W % p:
        message = f"an image of {H} × {W} cannot be cut into patches of {p} × {p}"
        raise ValueError(message)
    cut = x.reshape(B, C, H // p, p, W // p, p)
    ordered = cut.permute(0, 2, 4, 3, 5, 1)  # (B, H/p, W/p, p, p, C)
    return ordered.reshape(B, (H // p) * (W // p), p * p * C)
    ### END SOLUTION


def unpatchify(patches: Tensor, p: int, H: int, W: int) -> Tensor:
    """Put patches together again: the inverse of ``patchify``.

    Args:
        patches: ``(B, N, p · p · C)``, as ``patchify`` returns them.
        p: the side of a patch.
        H: the height of the images.
        W: their width.

    Returns:
        ``(B, C, H, W)``.

    """
    ### BEGIN SOLUTION
    B, _, size = patches.shape
    C = size // (p * p)
    grid = patches.reshape(B, H // p, W // p, p, p, C)
    return grid.permute(0, 5, 1, 3, 2, 4).reshape(B, C, H, W)
    ### END SOLUTION


def interpolate_pos(pos: Tensor, old: tuple[int, int], new: tuple[int, int]) -> Tensor:
    """Fit learned positions to a grid of another size.

    ``pos[:, 0]`` is the position of the class token; it stays as it is. The others are those of the
    patches, row by row, a grid of ``old`` = (rows, columns). That grid is resized to ``new``
    **bilinearly, with half-pixel centres**, as ``F.interpolate`` does it with ``mode="bilinear"``
    and ``align_corners=False`` (and without antialiasing); each of the d features by itself.

    Args:
        pos: ``(1, 1 + old rows · old columns, d)``.
        old: the grid it was learned for.
        new: the grid that is needed.

    Returns:
        ``(1, 1 + new rows · new columns, d)``.

    """
    ### BEGIN SOLUTION
    cls, patches = pos[:, :1], pos[:, 1:]
    grid = patches.reshape(1, *old, -1).permute(0, 3, 1, 2)  # (1, d, rows, columns)
    grid = F.interpolate(grid, new, mode="bilinear", align_corners=False)
    return torch.cat([cls, grid.flatten(2).transpose(1, 2)], dim=1)
    ### END SOLUTION


### BEGIN SOLUTION
class _Block(nn.Module):
    """One encoder layer, pre-norm."""

    def __init__(self, d: int, heads: int, ff: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm1 = nn.LayerNorm(d, eps=1e-6)
        self.qkv = nn.Linear(d, 3 * d)
        self.proj = nn.Linear(d, d)
        self.norm2 = nn.LayerNorm(d, eps=1e-6)
        self.up = nn.Linear(d, ff)
        self.down = nn.Linear(ff, d)

    def forward(self, x: Tensor) -> Tensor:
        """(B, N, d) becomes (B, N, d)."""
        B, N, d = x.shape
        shape = (B, N, self.heads, d // self.heads)
        qkv = self.qkv(self.norm1(x)).chunk(3, dim=-1)
        q, k, v = (part.reshape(shape).transpose(1, 2) for part in qkv)
        weights = (q @ k.transpose(-1, -2) / math.sqrt(d // self.heads)).softmax(-1)
        x = x + self.proj((weights @ v).transpose(1, 2).reshape(B, N, d))
        return x + self.down(F.gelu(self.up(self.norm2(x))))


### END SOLUTION


class ViT(nn.Module):
    """The Vision Transformer, a classifier of images.

    **Images are (B, C, H, W).**

        tokens = patchify(x, p) patch.weightᵀ + patch.bias        (B, N, d)
        z = [cls ; tokens] + pos                                  the class token comes **first**
        each layer:   z = z + attention(norm1(z))                 pre-norm
                      z = z + down(GELU(up(norm2(z))))            GELU exact
        logits = head(norm(z)[:, 0])                              read from the class token

    Attention: one fused Linear ``qkv`` to 3d features (queries, keys, values, each d), heads of
    d / heads features in order, scores divided by √(d / heads), softmax, heads side by side,
    ``proj``. Every norm is a LayerNorm with **eps 1e-6**. No dropout.

    The parameters (every Linear has a bias; i counts from 0; N = (H / p) · (W / p)):

        cls (1, 1, d)     pos (1, N + 1, d)
        patch.weight (d, p · p · C), patch.bias (d,)
        blocks.i.norm1, .norm2     .weight, .bias (d,)
        blocks.i.qkv     .weight (3d, d), .bias (3d,)       blocks.i.proj    .weight (d, d), …
        blocks.i.up      .weight (ff, d), .bias (ff,)       blocks.i.down    .weight (d, ff), …
        norm.weight, norm.bias (d,)        head.weight (classes, d), head.bias (classes,)

    For (224, 224), p = 16, d = 768, 12 heads, 12 layers, ff = 3072 and 1000 classes these are the
    86 567 656 parameters of the published ViT-B/16.

    Source: Dosovitskiy et al., 2021. Forbidden: torch's own attention and Transformer layers.
    """

    def __init__(
        self,
        image: tuple[int, int],
        p: int,
        d: int,
        heads: int,
        layers: int,
        ff: int,
        classes: int,
        channels: int = 3,
    ) -> None:
        """Make the layers for images of ``image`` = (H, W); any initialisation will do."""
        super().__init__()
        ### BEGIN SOLUTION
        self.p = p
        patches = (image[0] // p) * (image[1] // p)
        self.cls = nn.Parameter(torch.zeros(1, 1, d))
        self.pos = nn.Parameter(torch.randn(1, patches + 1, d) * 0.02)
        self.patch = nn.Linear(p * p * channels, d)
        self.blocks = nn.ModuleList([_Block(d, heads, ff) for _ in range(layers)])
        self.norm = nn.LayerNorm(d, eps=1e-6)
        self.head = nn.Linear(d, classes)
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) becomes logits (B, classes)."""
        ### BEGIN SOLUTION
        tokens = self.patch(patchify(x, self.p))  # (B, N, d)
        z = torch.cat([self.cls.expand(len(x), -1, -1), tokens], dim=1) + self.pos
        for block in self.blocks:
            z = block(z)
        return self.head(self.norm(z)[:, 0])
        ### END SOLUTION
