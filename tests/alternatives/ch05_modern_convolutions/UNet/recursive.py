"""A level that holds the next deeper level inside it."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional as F

from .unet import DoubleConv


class _Level(nn.Module):
    def __init__(self, before, width, depth, up):
        super().__init__()
        self.down = DoubleConv(before, width)
        self.up = up
        self.inner = None
        if depth:
            self.inner = _Level(width, 2 * width, depth - 1, up)
            if up == "transpose":
                self.enlarge = nn.ConvTranspose2d(2 * width, width, 2, 2)
            else:
                self.enlarge = nn.Conv2d(2 * width, width, 1)
            self.join = DoubleConv(2 * width, width)

    def forward(self, x):
        skip = self.down(x)
        if self.inner is None:
            return skip
        deep = self.inner(F.max_pool2d(skip, 2, 2))
        if self.up == "bilinear":
            deep = F.interpolate(deep, skip.shape[2:], mode="bilinear")
        return self.join(torch.cat((skip, self.enlarge(deep)), 1))


class UNet(nn.Module):
    def __init__(self, in_channels, num_classes, base=16, depth=3, up="transpose"):
        super().__init__()
        if up not in {"transpose", "bilinear"}:
            raise ValueError(up)
        self.factor = 2**depth
        self.top = _Level(in_channels, base, depth, up)
        self.head = nn.Conv2d(base, num_classes, 1)

    def forward(self, x):
        if any(side % self.factor for side in x.shape[-2:]):
            msg = "height and width must be multiples of 2^depth"
            raise ValueError(msg)
        return self.head(self.top(x))
