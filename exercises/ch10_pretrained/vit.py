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
    raise NotImplementedError("TODO: patchify")


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
    raise NotImplementedError("TODO: unpatchify")


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
    raise NotImplementedError("TODO: interpolate_pos")




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
        raise NotImplementedError("TODO: ViT.__init__")

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) becomes logits (B, classes)."""
        raise NotImplementedError("TODO: ViT.forward")
