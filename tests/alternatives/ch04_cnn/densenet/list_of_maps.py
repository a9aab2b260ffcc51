"""Keep a list of maps and concatenate it anew for every layer, as in the paper's formula."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional as F


class DenseLayer(nn.Module):
    def __init__(self, in_channels, growth):
        super().__init__()
        self.norm1 = nn.BatchNorm2d(in_channels)
        self.conv1 = nn.Conv2d(in_channels, growth * 4, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(growth * 4)
        self.conv2 = nn.Conv2d(growth * 4, growth, kernel_size=3, padding=1, bias=False)

    def forward(self, x):
        x = self.conv1(F.relu(self.norm1(x)))
        return self.conv2(F.relu(self.norm2(x)))


class DenseBlock(nn.Module):
    def __init__(self, in_channels, n_layers, growth):
        super().__init__()
        self.members = nn.ModuleDict()
        for n in range(n_layers):
            self.members[f"layer{n}"] = DenseLayer(in_channels, growth)
            in_channels += growth

    def forward(self, x):
        maps = [x]
        for member in self.members.values():
            maps.append(member(torch.cat(maps, dim=1)))
        return torch.cat(maps, dim=1)


class Transition(nn.Module):
    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.norm = nn.BatchNorm2d(in_channels)
        self.conv = nn.Conv2d(in_channels, out_channels, 1, bias=False)

    def forward(self, x):
        return F.avg_pool2d(self.conv(F.relu(self.norm(x))), 2)


class DenseNet(nn.Module):
    def __init__(self, block_config, growth, num_classes):
        super().__init__()
        channels = 2 * growth
        self.conv0 = nn.Conv2d(3, channels, 7, 2, 3, bias=False)
        self.norm0 = nn.BatchNorm2d(channels)
        self.steps = nn.ModuleList()
        for n_layers in block_config[:-1]:
            self.steps.append(DenseBlock(channels, n_layers, growth))
            channels += n_layers * growth
            self.steps.append(Transition(channels, channels // 2))
            channels //= 2
        self.steps.append(DenseBlock(channels, block_config[-1], growth))
        channels += block_config[-1] * growth
        self.norm5 = nn.BatchNorm2d(channels)
        self.out = nn.Linear(channels, num_classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.norm0(self.conv0(x))), 3, stride=2, padding=1)
        for step in self.steps:
            x = step(x)
        return self.out(F.relu(self.norm5(x)).mean((2, 3)))


def densenet(block_config, growth, num_classes):
    return DenseNet(block_config, growth, num_classes)
