"""Variance as the mean of squares; channels first in one flat table."""

from __future__ import annotations

import torch
from torch import nn


class BatchNorm2d(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.weight = nn.Parameter(torch.full((num_features,), 1.0))
        self.bias = nn.Parameter(torch.full((num_features,), 0.0))
        self.register_buffer("running_mean", torch.full((num_features,), 0.0))
        self.register_buffer("running_var", torch.full((num_features,), 1.0))
        self.eps = eps
        self.momentum = momentum

    def forward(self, x):
        table = x.transpose(0, 1).flatten(1)  # (C, B·H·W)
        if self.training:
            n = table.shape[1]
            if n < 2:
                raise ValueError(x.shape)
            mean = table.mean(1)
            centred = table - mean[:, None]
            var = centred.square().mean(1)
            m = self.momentum
            self.running_mean = (1 - m) * self.running_mean + m * mean.detach()
            self.running_var = (1 - m) * self.running_var + m * table.detach().var(1)
        else:
            var = self.running_var
            centred = table - self.running_mean[:, None]
        normal = centred / (var + self.eps).sqrt()[:, None]
        out = self.weight[:, None] * normal + self.bias[:, None]
        return out.reshape(x.transpose(0, 1).shape).transpose(0, 1)


def fold_bn(weight, bias, bn):
    deviation = (bn.running_var + bn.eps).sqrt()
    folded = torch.einsum("o,ocij->ocij", bn.weight / deviation, weight)
    if bias is None:
        bias = torch.zeros_like(bn.running_mean)
    return folded, (bias - bn.running_mean) / deviation * bn.weight + bn.bias
