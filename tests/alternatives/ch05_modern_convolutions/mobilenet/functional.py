"""Layers kept under names, activations as clamps, the network a class with a loop."""

from __future__ import annotations

import math

import torch
from torch import nn


def make_divisible(value, divisor=8):
    multiples = math.floor(value / divisor + 0.5)
    result = max(1, multiples) * divisor
    return result + divisor if result < value * 0.9 else result


class SqueezeExcite(nn.Module):
    def __init__(self, channels, r=4):
        super().__init__()
        self.down = nn.Linear(channels, max(channels // r, 1))
        self.up = nn.Linear(self.down.out_features, channels)

    def forward(self, x):
        squeezed = x.flatten(2).mean(-1)
        gates = torch.sigmoid(self.up(self.down(squeezed).clamp(min=0)))
        return torch.einsum("bchw,bc->bchw", x, gates)


class _Layer(nn.Module):
    def __init__(self, before, after, size, stride=1, groups=1, *, linear=False):
        super().__init__()
        self.conv = nn.Conv2d(
            before, after, size, stride, padding=size // 2, groups=groups, bias=False
        )
        self.norm = nn.BatchNorm2d(after)
        self.linear = linear

    def forward(self, x):
        x = self.norm(self.conv(x))
        return x if self.linear else x.clamp(0, 6)


class InvertedResidual(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1, expand=6):
        super().__init__()
        wide = expand * in_channels
        self.widen = None if expand == 1 else _Layer(in_channels, wide, 1)
        self.look = _Layer(wide, wide, 3, stride, wide)
        self.narrow = _Layer(wide, out_channels, 1, linear=True)
        self.same = (stride, in_channels) == (1, out_channels)

    def forward(self, x):
        y = x if self.widen is None else self.widen(x)
        y = self.narrow(self.look(y))
        if self.same:
            y = y + x
        return y


class _MobileNet(nn.Module):
    def __init__(self, num_classes, alpha, in_channels):
        super().__init__()
        widths = [make_divisible(alpha * n) for n in (32, 64, *[128] * 2, *[256] * 2)]
        widths += [make_divisible(alpha * 512)] * 6 + [make_divisible(alpha * 1024)] * 2
        strided = {2, 4, 6, 12}
        self.stem = _Layer(in_channels, widths[0], 3, 2)
        self.blocks = nn.ModuleList()
        for n in range(1, 14):
            self.blocks.append(
                _Layer(widths[n - 1], widths[n - 1], 3, 1 + (n in strided), widths[n - 1])
            )
            self.blocks.append(_Layer(widths[n - 1], widths[n], 1))
        self.classifier = nn.Linear(widths[13], num_classes)

    def forward(self, x):
        x = self.stem(x)
        for block in self.blocks:
            x = block(x)
        return self.classifier(x.mean((2, 3)))


def mobilenet_v1(num_classes=1000, alpha=1.0, in_channels=3):
    return _MobileNet(num_classes, alpha, in_channels)
