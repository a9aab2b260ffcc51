"""Tables of indices instead of reshapes and rolls: every window gathers its places."""

import torch
from torch import nn
from torch.nn import functional as F

from .vit import patchify


def places(H, W, w):
    """Return the flat place of every entry of every window, (nW, w · w)."""
    n = torch.arange(H * W).reshape(H, W)
    cut = [n[i : i + w, j : j + w].reshape(-1) for i in range(0, H, w) for j in range(0, W, w)]
    return torch.stack(cut)


def window_partition(x, w):
    """Gather."""
    B, H, W, C = x.shape
    return x.reshape(B, H * W, C)[:, places(H, W, w).to(x.device)].reshape(-1, w * w, C)


def window_reverse(windows, w, H, W):
    """Gather with the inverse table."""
    C = windows.shape[-1]
    back = places(H, W, w).flatten().argsort().to(windows.device)
    return windows.reshape(-1, H * W, C)[:, back].reshape(-1, H, W, C)


def shifted_window_mask(H, W, w, s):
    """Compare the distances before and after the roll."""
    y, x = torch.meshgrid(torch.arange(H), torch.arange(W), indexing="ij")
    first = torch.stack([(y + s) % H, (x + s) % W, y, x], -1)[None]
    windows = window_partition(first, w)
    apart = windows[:, :, None] - windows[:, None]  # (nW, w·w, w·w, 4)
    return (apart[..., :2] == apart[..., 2:]).all(-1)


def relative_position_index(w):
    """Broadcast rows and columns as four axes."""
    i = torch.arange(w)
    difference = i[:, None] - i + w - 1  # (w, w)
    index = difference[:, None, :, None] * (2 * w - 1) + difference[None, :, None, :]
    return index.reshape(w * w, w * w)


class SwinBlock(nn.Module):
    """One layer; the roll is part of the table of places."""

    def __init__(self, channels, heads, resolution, w, s):
        super().__init__()
        self.shift = s if min(resolution) > w else 0
        self.w = min(w, *resolution)
        self.heads = heads
        self.norm1 = nn.LayerNorm(channels)
        self.qkv = nn.Linear(channels, channels * 3)
        self.table = nn.Parameter(torch.zeros((2 * self.w - 1) ** 2, heads))
        self.proj = nn.Linear(channels, channels)
        self.norm2 = nn.LayerNorm(channels)
        self.up = nn.Linear(channels, channels * 4)
        self.down = nn.Linear(channels * 4, channels)

    def forward(self, x):
        """Pre-norm."""
        B, H, W, C = x.shape
        w, s = self.w, self.shift
        n = torch.arange(H * W, device=x.device).reshape(H, W).roll((-s, -s), (0, 1))
        order = window_partition(n[None, :, :, None], w)[..., 0].flatten()
        y = self.norm1(x).flatten(1, 2)[:, order].reshape(B, -1, w * w, C)  # (B, nW, w·w, C)
        q, k, v = (
            part.unflatten(-1, (self.heads, -1)).movedim(-2, 2) for part in self.qkv(y).chunk(3, -1)
        )
        bias = self.table[relative_position_index(w).to(x.device).flatten()]
        scores = (q @ k.mT) * (C // self.heads) ** -0.5 + bias.T.reshape(-1, w * w, w * w)
        allowed = shifted_window_mask(H, W, w, s).to(x.device)[None, :, None]
        weights = torch.where(allowed, scores, -torch.inf).softmax(-1)
        mixed = self.proj((weights @ v).movedim(2, -2).flatten(-2))
        y = mixed.reshape(B, H * W, C)[:, order.argsort()].reshape(B, H, W, C)
        x = x + y
        return x + self.down(F.gelu(self.up(self.norm2(x))))


class PatchMerging(nn.Module):
    """Merge four strided views."""

    def __init__(self, channels):
        super().__init__()
        self.norm = nn.LayerNorm(4 * channels)
        self.reduction = nn.Linear(4 * channels, 2 * channels, bias=False)

    def forward(self, x):
        """Columns outside, rows inside."""
        corners = [x[:, i::2, j::2] for j in (0, 1) for i in (0, 1)]
        return self.reduction(self.norm(torch.cat(corners, -1)))


class Swin(nn.Module):
    """The classifier."""

    def __init__(self, image, p, d, depths, heads, w, classes, channels=3):
        super().__init__()
        self.p = p
        self.patch = nn.Linear(channels * p * p, d)
        self.patch_norm = nn.LayerNorm(d)
        stages, merges = [], []
        H, W = image[0] // p, image[1] // p
        for depth, h in zip(depths, heads, strict=True):
            stages.append(
                [SwinBlock(d, h, (H, W), w, 0 if j % 2 == 0 else w // 2) for j in range(depth)]
            )
            merges.append(PatchMerging(d))
            H, W, d = H // 2, W // 2, d * 2
        self.stages = nn.ModuleList(map(nn.ModuleList, stages))
        self.merges = nn.ModuleList(merges[:-1])
        self.norm, self.head = nn.LayerNorm(d // 2), nn.Linear(d // 2, classes)

    def forward(self, image):
        """Classify."""
        B, _, H, W = image.shape
        x = self.patch_norm(self.patch(patchify(image, self.p)))
        x = x.reshape(B, H // self.p, W // self.p, -1)
        for stage, merge in zip(self.stages, [*self.merges, None], strict=True):
            for block in stage:
                x = block(x)
            x = x if merge is None else merge(x)
        return self.head(self.norm(x).sum((1, 2)) / (x.shape[1] * x.shape[2]))
