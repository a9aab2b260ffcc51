"""Layers in dictionaries, a forward pass that walks over the names."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional as F

from .googlenet import INCEPTIONS, scale


class Inception(nn.Module):
    def __init__(self, in_channels, c1, c2, c3, c4):
        super().__init__()
        self.convs = nn.ModuleDict(
            {
                "1": nn.Conv2d(in_channels, c1, 1),
                "3 reduce": nn.Conv2d(in_channels, c2[0], 1),
                "3": nn.Conv2d(c2[0], c2[1], 3, padding="same"),
                "5 reduce": nn.Conv2d(in_channels, c3[0], 1),
                "5": nn.Conv2d(c3[0], c3[1], 5, padding="same"),
                "pool": nn.Conv2d(in_channels, c4, 1),
            }
        )

    def forward(self, x):
        def conv(name, x):
            return F.relu(self.convs[name](x))

        return torch.cat(
            [
                conv("1", x),
                conv("3", conv("3 reduce", x)),
                conv("5", conv("5 reduce", x)),
                conv("pool", F.max_pool2d(x, 3, 1, 1)),
            ],
            dim=-3,
        )


class Auxiliary(nn.Module):
    def __init__(self, channels, width, num_classes):
        super().__init__()
        self.conv = nn.Conv2d(channels, scale(128, width), 1)
        self.hidden = nn.Linear(16 * scale(128, width), scale(1024, width))
        self.drop = nn.Dropout(0.7)
        self.out = nn.Linear(scale(1024, width), num_classes)

    def forward(self, x):
        x = F.relu(self.conv(F.adaptive_avg_pool2d(x, (4, 4)))).flatten(1)
        return self.out(self.drop(F.relu(self.hidden(x))))


class GoogLeNet(nn.Module):
    def __init__(self, num_classes, width=1.0, *, aux=False):
        super().__init__()
        stem, channels = scale(64, width), scale(192, width)
        self.conv1 = nn.Conv2d(3, stem, 7, 2, 3)
        self.conv2 = nn.Conv2d(stem, stem, 1)
        self.conv3 = nn.Conv2d(stem, channels, 3, 1, 1)
        self.blocks, made = nn.ModuleDict(), {}
        for name, (one, three, five, pool) in INCEPTIONS.items():
            c1, c4 = scale(one, width), scale(pool, width)
            c2, c3 = ([scale(c, width) for c in pair] for pair in (three, five))
            self.blocks[name] = Inception(channels, c1, c2, c3, c4)
            made[name] = channels = c1 + c2[1] + c3[1] + c4
        self.drop = nn.Dropout(0.4)
        self.out = nn.Linear(channels, num_classes)
        heads = ("4a", "4d") if aux else ()
        self.heads = nn.ModuleDict(
            {name: Auxiliary(made[name], width, num_classes) for name in heads}
        )

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 3, 2, 1)
        x = F.max_pool2d(F.relu(self.conv3(F.relu(self.conv2(x)))), 3, 2, 1)
        spoken = []
        for name, block in self.blocks.items():
            if name in ("4a", "5a"):
                x = F.max_pool2d(x, 3, 2, 1)
            x = block(x)
            if self.training and name in self.heads:
                spoken.append(self.heads[name](x))
        logits = self.out(self.drop(x.mean((2, 3))))
        return (logits, *spoken) if spoken else logits
