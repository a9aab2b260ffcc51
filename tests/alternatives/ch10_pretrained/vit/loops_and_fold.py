"""Patches in a loop and by fold, attention head by head, positions by grid_sample."""

import math

import torch
from torch import nn
from torch.nn import functional as F

EFFICIENT = False


def patchify(x, p):
    """Cut patch by patch."""
    B, _, H, W = x.shape
    if H % p or W % p:
        raise ValueError((H, W, p))
    patches = []
    for i in range(0, H, p):
        for j in range(0, W, p):
            patch = x[:, :, i : i + p, j : j + p]
            patches.append(patch.movedim(1, -1).reshape(B, p * p * x.shape[1]))
    return torch.stack(patches, 1)


def unpatchify(patches, p, H, W):
    """Let fold put the columns together."""
    C = patches.shape[-1] // p**2
    columns = patches.unflatten(-1, (p * p, C)).transpose(2, 3).flatten(2).transpose(1, 2)
    return F.fold(columns, (H, W), p, stride=p)


def interpolate_pos(pos, old, new):
    """Resize each feature as an image of its own."""
    d = pos.shape[2]
    image = pos[0, 1:].T.reshape(d, 1, *old)
    resized = F.interpolate(image, size=list(new), mode="bilinear")
    result = pos.new_empty(1, 1 + new[0] * new[1], d)
    result[:, 0] = pos[:, 0]
    result[0, 1:] = resized.reshape(d, -1).T
    return result


class Block(nn.Module):
    """One layer."""

    def __init__(self, d, heads, ff):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(d, eps=1e-6), nn.LayerNorm(d, eps=1e-6)
        self.qkv, self.proj = nn.Linear(d, 3 * d), nn.Linear(d, d)
        self.up, self.down = nn.Linear(d, ff), nn.Linear(ff, d)

    def forward(self, z):
        """Pre-norm."""
        q, k, v = self.qkv(self.norm1(z)).chunk(3, -1)
        heads = []
        for a, b, c in zip(*(t.chunk(self.heads, -1) for t in (q, k, v)), strict=True):
            log_weights = torch.log_softmax(a @ b.mT / math.sqrt(a.shape[-1]), -1)
            heads.append(log_weights.exp() @ c)
        z = z + self.proj(torch.cat(heads, -1))
        return z + self.down(F.gelu(self.up(self.norm2(z))))


class ViT(nn.Module):
    """The classifier; the patch embedding as a convolution with the same weights."""

    def __init__(self, image, p, d, heads, layers, ff, classes, channels=3):
        super().__init__()
        self.p = p
        self.patch = nn.Linear(p * p * channels, d)
        self.cls = nn.Parameter(torch.zeros(1, 1, d))
        self.pos = nn.Parameter(torch.zeros(1, (image[0] // p) * (image[1] // p) + 1, d))
        self.blocks = nn.Sequential(*[Block(d, heads, ff) for _ in range(layers)])
        self.norm = nn.LayerNorm(d, eps=1e-6)
        self.head = nn.Linear(d, classes)

    def forward(self, x):
        """Classify."""
        p, C = self.p, x.shape[1]
        kernel = self.patch.weight.unflatten(1, (p, p, C)).movedim(-1, 1)
        tokens = F.conv2d(x, kernel, self.patch.bias, stride=p).flatten(2).transpose(1, 2)
        places = self.pos[:, 1:] + tokens
        first = (self.cls + self.pos[:, :1]).expand(len(x), -1, -1)
        return self.head(self.norm(self.blocks(torch.cat([first, places], 1)))[:, 0])
