"""Four attributes instead of a Sequential; the costs as nested functions."""

from __future__ import annotations

import math

from torch import nn
from torch.nn import functional as F


class SeparableConv2d(nn.Module):
    def __init__(self, in_channels, out_channels, kernel_size=3, stride=1):
        super().__init__()
        pad = (kernel_size - 1) // 2
        self.look = nn.Conv2d(
            in_channels, in_channels, kernel_size, stride, pad, 1, in_channels, bias=False
        )
        self.norm1 = nn.BatchNorm2d(in_channels)
        self.mix = nn.Conv2d(in_channels, out_channels, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(out_channels)

    def forward(self, x):
        for convolution, norm in ((self.look, self.norm1), (self.mix, self.norm2)):
            x = F.relu(norm(convolution(x)))
        return x


def conv_cost(kind, in_channels, out_channels, kernel_size, height, width, stride=1):
    area = math.ceil(height / stride) * math.ceil(width / stride)
    if kind == "standard":
        weights = in_channels * out_channels * kernel_size * kernel_size
    elif kind == "depthwise":
        weights = out_channels * kernel_size * kernel_size
    elif kind == "pointwise":
        weights = in_channels * out_channels
    elif kind == "separable":
        first = conv_cost("depthwise", in_channels, in_channels, kernel_size, height, width, stride)
        second = conv_cost("pointwise", in_channels, out_channels, 1, height, width, stride)
        return first[0] + second[0], first[1] + second[1]
    else:
        raise ValueError(kind)
    return weights, weights * area


def saving_ratio(out_channels, kernel_size):
    cheap = conv_cost("separable", 1, out_channels, kernel_size, 1, 1)[1]
    return cheap / conv_cost("standard", 1, out_channels, kernel_size, 1, 1)[1]
