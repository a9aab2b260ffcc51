"""Branches written into one prepared tensor; the network in three sequential parts."""

from __future__ import annotations

from torch import nn

from .googlenet import INCEPTIONS, scale


def conv(before, after, kernel, stride=1):
    return nn.Sequential(nn.Conv2d(before, after, kernel, stride, kernel // 2), nn.ReLU())


class Inception(nn.Module):
    def __init__(self, in_channels, c1, c2, c3, c4):
        super().__init__()
        self.branches = nn.ModuleList(
            [
                conv(in_channels, c1, 1),
                nn.Sequential(conv(in_channels, c2[0], 1), conv(c2[0], c2[1], 3)),
                nn.Sequential(conv(in_channels, c3[0], 1), conv(c3[0], c3[1], 5)),
                nn.Sequential(nn.MaxPool2d(3, 1, 1), conv(in_channels, c4, 1)),
            ]
        )
        self.sizes = (c1, c2[1], c3[1], c4)

    def forward(self, x):
        B, _, H, W = x.shape
        out = x.new_zeros(B, sum(self.sizes), H, W)
        start = 0
        for branch, size in zip(self.branches, self.sizes, strict=True):
            out[:, start : start + size] = branch(x)
            start += size
        return out


class GoogLeNet(nn.Module):
    def __init__(self, num_classes, width=1.0, *, aux=False):
        super().__init__()
        w = lambda n: scale(n, width)  # noqa: E731 - short
        stem = [conv(3, w(64), 7, 2), pool(), conv(w(64), w(64), 1)]
        parts = [[*stem, conv(w(64), w(192), 3), pool()]]
        channels, ends = w(192), []
        for name, (c1, c2, c3, c4) in INCEPTIONS.items():
            if name in ("4a", "5a"):
                parts[-1].append(pool())
            block = Inception(channels, w(c1), tuple(map(w, c2)), tuple(map(w, c3)), w(c4))
            parts[-1].append(block)
            channels = sum(block.sizes)
            if name in ("4a", "4d"):
                parts.append([])
                ends.append(channels)
        self.parts = nn.ModuleList(nn.Sequential(*part) for part in parts)
        self.classifier = nn.Sequential(nn.Dropout(0.4), nn.Linear(channels, num_classes))
        self.heads = nn.ModuleList()
        if aux:
            for end in ends:
                self.heads.append(
                    nn.Sequential(
                        nn.AdaptiveAvgPool2d(4),
                        conv(end, w(128), 1),
                        nn.Flatten(),
                        nn.Linear(16 * w(128), w(1024)),
                        nn.ReLU(),
                        nn.Dropout(0.7),
                        nn.Linear(w(1024), num_classes),
                    )
                )

    def forward(self, x):
        first = self.parts[0](x)
        second = self.parts[1](first)
        logits = self.classifier(self.parts[2](second).flatten(2).mean(2))
        if len(self.heads) and self.training:
            return logits, self.heads[0](first), self.heads[1](second)
        return logits


def pool():
    return nn.MaxPool2d(3, 2, padding=1)
