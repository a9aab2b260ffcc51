"""Networks written as tables that a small builder reads."""

from __future__ import annotations

from itertools import pairwise

from torch import nn

from .alexnet_vgg import scale

ALEXNET = [(64, 11, 4, 2), "pool", (192, 5, 1, 2), "pool", (384, 3, 1, 1), (256, 3, 1, 1)]
ALEXNET += [(256, 3, 1, 1), "pool"]


def dense(inputs, width, num_classes):
    sizes = [inputs, scale(4096, width), scale(4096, width)]
    layers = []
    for before, after in pairwise(sizes):
        layers += [nn.Linear(before, after), nn.ReLU(inplace=True), nn.Dropout()]
    return [*layers, nn.Linear(sizes[-1], num_classes)]


def alexnet(num_classes, in_channels=3, width=1.0):
    layers, channels = [], in_channels
    for row in ALEXNET:
        if row == "pool":
            layers.append(nn.MaxPool2d(kernel_size=3, stride=2))
            continue
        out, kernel, stride, padding = row
        layers += [nn.Conv2d(channels, scale(out, width), kernel, stride, padding), nn.ReLU()]
        channels = scale(out, width)
    pooled = [nn.AdaptiveAvgPool2d((6, 6)), nn.Flatten(1)]
    return nn.Sequential(*layers, *pooled, *dense(36 * channels, width, num_classes))


def vgg_block(n_convs, in_channels, out_channels):
    sizes = [in_channels] + [out_channels] * n_convs
    block = nn.Sequential()
    for n, (before, after) in enumerate(pairwise(sizes)):
        block.add_module(f"conv{n}", nn.Conv2d(before, after, 3, 1, 1))
        block.add_module(f"relu{n}", nn.ReLU(inplace=True))
    block.add_module("pool", nn.MaxPool2d(2, 2))
    return block


class VGG(nn.Module):
    def __init__(self, config, num_classes, width=1.0, in_channels=3):
        super().__init__()
        sizes = [in_channels, *(scale(channels, width) for _, channels in config)]
        counts = [n for n, _ in config]
        self.net = nn.Sequential(
            *(vgg_block(n, a, b) for n, a, b in zip(counts, sizes, sizes[1:], strict=False)),
            nn.AdaptiveAvgPool2d((7, 7)),
            nn.Flatten(1),
            *dense(49 * sizes[-1], width, num_classes),
        )

    def forward(self, x):
        return self.net(x)
