"""Swin: attention in windows, which shift from layer to layer."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .vit import patchify


def window_partition(x: Tensor, w: int) -> Tensor:
    """Cut feature maps into windows.

    **Maps are (B, H, W, C), channels last.** The windows of an image are numbered row by row, the
    places in a window too; those of the first image come first.

    Example, C = 1, H = 2, W = 4, w = 2:

        0 1 2 3        windows   0 1 4 5
        4 5 6 7                  2 3 6 7

    Args:
        x: ``(B, H, W, C)``, H and W multiples of w.
        w: the side of a window.

    Returns:
        ``(B · nW, w · w, C)`` with nW = (H / w) · (W / w).

    """
    ### BEGIN SOLUTION
    B, H, W, C = x.shape
    cut = x.reshape(B, H // w, w, W // w, w, C)
    return cut.transpose(2, 3).reshape(B * (H // w) * (W // w), w * w, C)
    ### END SOLUTION


def window_reverse(windows: Tensor, w: int, H: int, W: int) -> Tensor:
    """Put windows together again: the inverse of ``window_partition``.

    Args:
        windows: ``(B · nW, w · w, C)``.
        w: the side of a window.
        H: the height of the maps.
        W: their width.

    Returns:
        ``(B, H, W, C)``.

    """
    ### BEGIN SOLUTION
    nW, C = (H // w) * (W // w), windows.shape[-1]
    B = len(windows) // nW
    grid = windows.reshape(B, H // w, W // w, w, w, C)
    return grid.transpose(2, 3).reshape(B, H, W, C)
    ### END SOLUTION


def shifted_window_mask(H: int, W: int, w: int, s: int) -> Tensor:
    """Say which places of a window are true neighbours, after the map was rolled by s.

    The map is rolled up and to the left by ``s`` (0 ≤ s < w) and then cut into windows. In the last
    row and the last column of windows, places now lie together that come from opposite borders of
    the map. Two places of a window **may attend to each other (True)** if both their rows and
    their columns come from the same side; in a rolled map the last ``s`` rows are those that came
    over from the top, and the last ``s`` columns those from the left.

    Example, H = W = w = 2, s = 1, one window: every place comes from another corner, and the mask
    is the identity. With s = 0 everything is True.

    Args:
        H: the height of the map, a multiple of w.
        W: its width, a multiple of w.
        w: the side of a window.
        s: the shift.

    Returns:
        bool, ``(nW, w · w, w · w)``, windows and places numbered as in ``window_partition``.

    """
    ### BEGIN SOLUTION
    rows = torch.arange(H) >= H - s
    columns = torch.arange(W) >= W - s
    side = 2 * rows[:, None].long() + columns.long()  # (H, W)
    windows = window_partition(side[None, :, :, None], w)[..., 0]  # (nW, w·w)
    return windows[:, :, None] == windows[:, None, :]
    ### END SOLUTION


def relative_position_index(w: int) -> Tensor:
    """Number the offsets between the places of a window.

    For places i (the query) and j (the key) at (row_i, column_i) and (row_j, column_j):

        dy = row_i − row_j,   dx = column_i − column_j        each from −(w−1) to w−1
        index[i, j] = (dy + w − 1) · (2w − 1) + (dx + w − 1)

    so that each of the (2w − 1)² offsets has a number of its own, from 0 on. Places are numbered
    row by row. For w = 2 the first row is ``4 3 1 0``.

    Args:
        w: the side of a window.

    Returns:
        int64, ``(w · w, w · w)``.

    """
    ### BEGIN SOLUTION
    place = torch.arange(w * w)
    row, column = place // w, place % w
    dy = row[:, None] - row + w - 1
    dx = column[:, None] - column + w - 1
    return dy * (2 * w - 1) + dx
    ### END SOLUTION


class SwinBlock(nn.Module):
    """One layer of Swin: attention inside windows, and a perceptron, pre-norm.

    **Maps are (B, H, W, C), channels last.**

        y = norm1(x)
        y rolled up and left by s, cut into windows, attention in each, put together, rolled back
        x = x + y
        x = x + down(GELU(up(norm2(x))))                          GELU exact, ff = 4C

    *Attention* in a window of w² places: a fused Linear ``qkv`` to 3C features (queries, keys,
    values, each C), heads of C / heads features in order, scores divided by √(C / heads), plus
    ``table[index[i, j], head]`` with your ``relative_position_index``; pairs that your
    ``shifted_window_mask`` forbids have weight 0; softmax, heads side by side, ``proj``.

    If the map is not larger than the window in one direction, ``min(H, W) ≤ w``, the window is
    ``min(H, W)`` and s is 0. Norms are LayerNorms with eps 1e-5. No dropout.

    The parameters (every Linear has a bias; w after the rule above):

        norm1, norm2     .weight, .bias (C,)        table ((2w − 1)², heads)
        qkv     .weight (3C, C), .bias (3C,)        proj     .weight (C, C), .bias (C,)
        up      .weight (4C, C), .bias (4C,)        down     .weight (C, 4C), .bias (C,)

    Source: Liu et al., 2021. Forbidden: torch's own attention and Transformer layers.
    """

    def __init__(
        self, channels: int, heads: int, resolution: tuple[int, int], w: int, s: int
    ) -> None:
        """Make the layers for maps of ``resolution`` = (H, W); any initialisation will do."""
        super().__init__()
        ### BEGIN SOLUTION
        if min(resolution) <= w:
            w, s = min(resolution), 0
        self.heads, self.resolution, self.w, self.s = heads, resolution, w, s
        self.norm1 = nn.LayerNorm(channels)
        self.qkv = nn.Linear(channels, 3 * channels)
        self.proj = nn.Linear(channels, channels)
        self.table = nn.Parameter(torch.zeros((2 * w - 1) ** 2, heads))
        self.norm2 = nn.LayerNorm(channels)
        self.up = nn.Linear(channels, 4 * channels)
        self.down = nn.Linear(4 * channels, channels)
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        """(B, H, W, C) becomes (B, H, W, C)."""
        ### BEGIN SOLUTION
        H, W = self.resolution
        y = self.norm1(x).roll((-self.s, -self.s), dims=(1, 2))
        y = self._attend(window_partition(y, self.w))
        y = window_reverse(y, self.w, H, W)
        y = y.roll((self.s, self.s), dims=(1, 2))
        x = x + y
        return x + self.down(F.gelu(self.up(self.norm2(x))))

    def _attend(self, windows: Tensor) -> Tensor:
        """Attention inside windows (B · nW, w · w, C)."""
        n, places, C = windows.shape
        shape = (n, places, self.heads, C // self.heads)
        qkv = self.qkv(windows).chunk(3, dim=-1)
        q, k, v = (part.reshape(shape).transpose(1, 2) for part in qkv)
        index = relative_position_index(self.w).to(windows.device)
        bias = self.table[index].permute(2, 0, 1)  # (heads, w·w, w·w)
        scores = q @ k.transpose(-1, -2) / math.sqrt(C // self.heads) + bias
        mask = shifted_window_mask(*self.resolution, self.w, self.s).to(windows.device)
        forbidden = ~mask.repeat(n // len(mask), 1, 1)[:, None]  # (n, 1, w·w, w·w)
        weights = scores.masked_fill(forbidden, -math.inf).softmax(-1)
        return self.proj((weights @ v).transpose(1, 2).reshape(n, places, C))
        ### END SOLUTION


class PatchMerging(nn.Module):
    """Halve height and width of a map and double its channels.

    **Maps are (B, H, W, C), channels last.** Every 2 × 2 block becomes one place with 4C features,
    in the order: top left, **bottom left, top right**, bottom right. Then ``norm`` (a LayerNorm
    over 4C, eps 1e-5), then ``reduction``, a Linear **without a bias** to 2C.

    The parameters: norm.weight, norm.bias (4C,); reduction.weight (2C, 4C).
    """

    def __init__(self, channels: int) -> None:
        """Make the two layers."""
        super().__init__()
        ### BEGIN SOLUTION
        self.norm = nn.LayerNorm(4 * channels)
        self.reduction = nn.Linear(4 * channels, 2 * channels, bias=False)
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        """(B, H, W, C) becomes (B, H / 2, W / 2, 2C); H and W are even."""
        ### BEGIN SOLUTION
        top, bottom = x[:, 0::2], x[:, 1::2]
        corners = (top[:, :, 0::2], bottom[:, :, 0::2], top[:, :, 1::2], bottom[:, :, 1::2])
        return self.reduction(self.norm(torch.cat(corners, dim=-1)))
        ### END SOLUTION


class Swin(nn.Module):
    """The Swin Transformer, a classifier of images.

    **Images are (B, C, H, W)**; inside, maps are channels last.

        x = patch_norm(patchify(image, p) patch.weightᵀ + patch.bias)      (B, H/p, W/p, d)
        stage i = 0 … :   depths[i] blocks, the even ones (0, 2, …) with s = 0, the odd ones with
                          s = ⌊w / 2⌋; then, after every stage but the last, a PatchMerging
        logits = head(mean over all places of norm(x))

    Stage i has maps of (H / p / 2^i, W / p / 2^i), d · 2^i channels and heads[i] heads. Norms are
    LayerNorms with eps 1e-5. No dropout. ``patchify`` is that of ``vit.py``.

    The parameters:

        patch.weight (d, p · p · C), .bias (d,)         patch_norm.weight, .bias (d,)
        stages.i.j. …        those of SwinBlock, block j of stage i
        merges.i. …          those of PatchMerging, after stage i
        norm.weight, .bias   (d · 2^(stages − 1),)      head.weight, .bias (classes, …)

    For (224, 224), p = 4, d = 96, depths (2, 2, 6, 2), heads (3, 6, 12, 24), w = 7 and 1000 classes
    these are the 28 288 354 parameters of the published Swin-T.
    """

    def __init__(
        self,
        image: tuple[int, int],
        p: int,
        d: int,
        depths: tuple[int, ...],
        heads: tuple[int, ...],
        w: int,
        classes: int,
        channels: int = 3,
    ) -> None:
        """Make the stages for images of ``image`` = (H, W)."""
        super().__init__()
        ### BEGIN SOLUTION
        H, W = image[0] // p, image[1] // p
        self.p, self.grid = p, (H, W)
        self.patch = nn.Linear(p * p * channels, d)
        self.patch_norm = nn.LayerNorm(d)
        self.stages, self.merges = nn.ModuleList(), nn.ModuleList()
        for i, (depth, h) in enumerate(zip(depths, heads, strict=True)):
            if i:
                self.merges.append(PatchMerging(d))
                H, W, d = H // 2, W // 2, 2 * d
            shifts = [w // 2 if j % 2 else 0 for j in range(depth)]
            blocks = [SwinBlock(d, h, (H, W), w, s) for s in shifts]
            self.stages.append(nn.ModuleList(blocks))
        self.norm = nn.LayerNorm(d)
        self.head = nn.Linear(d, classes)
        ### END SOLUTION

    def forward(self, image: Tensor) -> Tensor:
        """(B, C, H, W) becomes logits (B, classes)."""
        ### BEGIN SOLUTION
        tokens = self.patch_norm(self.patch(patchify(image, self.p)))  # (B, N, d)
        x = tokens.unflatten(1, self.grid)  # (B, H / p, W / p, d)
        for i, stage in enumerate(self.stages):
            if i:
                x = self.merges[i - 1](x)
            for block in stage:
                x = block(x)
        return self.head(self.norm(x).mean((1, 2)))
        ### END SOLUTION
