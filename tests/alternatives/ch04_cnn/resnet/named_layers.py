"""conv1, bn1, conv2 … as in torchvision, with functional relu."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional as F

from .resnet import scale


def shortcut(before, after, stride):
    if stride == 1 and before == after:
        return nn.Sequential()
    return nn.Sequential(nn.Conv2d(before, after, 1, stride, bias=False), nn.BatchNorm2d(after))


class BasicBlock(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(out_channels)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(out_channels)
        self.downsample = shortcut(in_channels, out_channels, stride)

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)), inplace=True)
        out = self.bn2(self.conv2(out))
        out += self.downsample(x)
        return F.relu(out)


class Bottleneck(nn.Module):
    def __init__(self, in_channels, mid_channels, stride=1, expansion=4):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, mid_channels, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(mid_channels)
        self.conv2 = nn.Conv2d(mid_channels, mid_channels, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(mid_channels)
        self.conv3 = nn.Conv2d(mid_channels, expansion * mid_channels, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(expansion * mid_channels)
        self.downsample = shortcut(in_channels, expansion * mid_channels, stride)

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        out = F.relu(self.bn2(self.conv2(out)))
        return torch.add(self.downsample(x), self.bn3(self.conv3(out))).clamp(min=0)


class PreActBlock(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(in_channels)
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(out_channels)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, 1, 1, bias=False)
        if stride != 1 or in_channels != out_channels:
            self.shortcut = nn.Conv2d(in_channels, out_channels, 1, stride, bias=False)

    def forward(self, x):
        a = F.relu(self.bn1(x))
        kept = self.shortcut(a) if hasattr(self, "shortcut") else x
        return kept + self.conv2(F.relu(self.bn2(self.conv1(a))))


class ResNet(nn.Module):
    def __init__(self, block, counts, out_of, num_classes, width):
        super().__init__()
        channels = scale(64, width)
        self.conv1 = nn.Conv2d(3, channels, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        stages = []
        for stage, count in enumerate(counts):
            wide = scale((64, 128, 256, 512)[stage], width)
            stride = 1 if stage == 0 else 2
            for _ in range(count):
                stages.append(block(channels, wide, stride))
                channels, stride = wide * out_of, 1
        self.stages = nn.ModuleList(stages)
        self.fc = nn.Linear(channels, num_classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        for block in self.stages:
            x = block(x)
        return self.fc(x.mean((-1, -2)))


def resnet(depth, num_classes, width=1.0):
    if depth == 18:
        return ResNet(BasicBlock, (2, 2, 2, 2), 1, num_classes, width)
    if depth == 34:
        return ResNet(BasicBlock, (3, 4, 6, 3), 1, num_classes, width)
    if depth == 50:
        return ResNet(Bottleneck, (3, 4, 6, 3), 4, num_classes, width)
    raise ValueError(depth)
