"""A block of n layers is a block of n - 1 layers and one more; averages by reshaping."""

from __future__ import annotations

import torch
from torch import nn


def norm_relu_conv(before, after, kernel):
    conv = nn.Conv2d(before, after, kernel, padding="same", bias=False)
    return nn.Sequential(nn.BatchNorm2d(before), nn.ReLU(), conv)


class DenseLayer(nn.Sequential):
    def __init__(self, in_channels, growth):
        wide = growth * 4
        super().__init__(norm_relu_conv(in_channels, wide, 1), norm_relu_conv(wide, growth, 3))


class DenseBlock(nn.Module):
    def __init__(self, in_channels, n_layers, growth):
        super().__init__()
        self.before = DenseBlock(in_channels, n_layers - 1, growth) if n_layers > 1 else None
        self.layer = DenseLayer(in_channels + (n_layers - 1) * growth, growth)

    def forward(self, x):
        seen = x if self.before is None else self.before(x)
        return torch.cat([seen, self.layer(seen)], dim=-3)


class Transition(nn.Module):
    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.reduce = norm_relu_conv(in_channels, out_channels, 1)

    def forward(self, x):
        x = self.reduce(x)
        H, W = x.shape[2] // 2 * 2, x.shape[3] // 2 * 2
        x = x[:, :, :H, :W]
        corners = [x[:, :, i::2, j::2] for i in (0, 1) for j in (0, 1)]
        return torch.stack(corners).mean(0)


class Head(nn.Module):
    def __init__(self, channels, num_classes):
        super().__init__()
        self.norm = nn.BatchNorm2d(channels)
        self.linear = nn.Linear(channels, num_classes)

    def forward(self, x):
        return self.linear(self.norm(x).relu().flatten(2).mean(-1))


def densenet(block_config, growth, num_classes):
    first = 2 * growth
    stem = [nn.Conv2d(3, first, 7, 2, 3, bias=False), nn.BatchNorm2d(first), nn.ReLU()]
    body = rest(first, block_config, growth, num_classes)
    return nn.Sequential(*stem, nn.MaxPool2d(3, 2, 1), body)


def rest(channels, block_config, growth, num_classes):
    n_layers, *later = block_config
    block = DenseBlock(channels, n_layers, growth)
    after = channels + n_layers * growth
    if not later:
        return nn.Sequential(block, Head(after, num_classes))
    follow = rest(after // 2, later, growth, num_classes)
    return nn.Sequential(block, Transition(after, after // 2), follow)
