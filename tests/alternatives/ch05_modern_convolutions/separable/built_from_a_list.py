"""The layers from a table; the output size from the floor formula."""

from __future__ import annotations

from torch import nn


class SeparableConv2d(nn.Sequential):
    def __init__(self, in_channels, out_channels, kernel_size=3, stride=1):
        table = [(in_channels, kernel_size, stride, in_channels), (out_channels, 1, 1, 1)]
        layers = []
        for out, size, step, groups in table:
            layers.append(
                nn.Conv2d(in_channels, out, size, step, size // 2, groups=groups, bias=False)
            )
            layers.extend([nn.BatchNorm2d(out), nn.ReLU(inplace=True)])
        super().__init__(*layers)

    def forward(self, x):
        return super().forward(x)


def conv_cost(kind, in_channels, out_channels, kernel_size, height, width, stride=1):
    pad = kernel_size // 2
    rows, columns = ((n + 2 * pad - kernel_size) // stride + 1 for n in (height, width))
    k2 = kernel_size * kernel_size
    layers = {
        "standard": [(in_channels, out_channels, k2)],
        "depthwise": [(1, out_channels, k2)],
        "pointwise": [(in_channels, out_channels, 1)],
        "separable": [(1, in_channels, k2), (in_channels, out_channels, 1)],
    }
    try:
        parameters = sum(a * b * c for a, b, c in layers[kind])
    except KeyError:
        msg = "unknown kind"
        raise ValueError(msg) from None
    return parameters, parameters * rows * columns


def saving_ratio(out_channels, kernel_size):
    k2 = kernel_size**2
    return (k2 + out_channels) / (k2 * out_channels)
