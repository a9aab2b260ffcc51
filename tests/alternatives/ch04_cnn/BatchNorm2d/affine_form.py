"""One multiplication and one addition per channel; buffers updated in place."""

from __future__ import annotations

import torch
from torch import nn


class BatchNorm2d(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        for name, value in (("weight", 1.0), ("bias", 0.0)):
            setattr(self, name, nn.Parameter(torch.ones(num_features) * value))
        for name, value in (("running_mean", 0.0), ("running_var", 1.0)):
            self.register_buffer(name, torch.ones(num_features) * value)

    def statistics(self, x):
        if not self.training:
            return self.running_mean, self.running_var
        n = x.shape[0] * x.shape[2] * x.shape[3]
        if n == 1:
            raise ValueError(n)
        mean = torch.einsum("bchw->c", x) / n
        deviation = x - mean.view(1, -1, 1, 1)
        squares = torch.einsum("bchw,bchw->c", deviation, deviation)
        with torch.no_grad():
            self.running_mean += self.momentum * (mean - self.running_mean)
            self.running_var += self.momentum * (squares / (n - 1) - self.running_var)
        return mean, squares / n

    def forward(self, x):
        mean, var = self.statistics(x)
        shape = (1, -1, 1, 1)
        scale = self.weight * (var + self.eps) ** -0.5
        return torch.addcmul(self.bias.view(shape), x - mean.view(shape), scale.view(shape))


def fold_bn(weight, bias, bn):
    scale = bn.weight * (bn.running_var + bn.eps).pow(-0.5)
    shift = bn.bias - scale * bn.running_mean
    rows = torch.diag(scale) @ weight.flatten(1)
    return rows.reshape(weight.shape), shift if bias is None else shift + scale * bias
