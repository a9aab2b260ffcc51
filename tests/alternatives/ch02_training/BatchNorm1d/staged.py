"""Buffers updated in place; the backward pass in stages, through variance and mean."""

from __future__ import annotations

import torch
from torch import nn


class BatchNorm1d(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        for name, value in (("weight", 1.0), ("bias", 0.0)):
            self.register_parameter(name, nn.Parameter(torch.zeros(num_features) + value))
        for name, value in (("running_mean", 0.0), ("running_var", 1.0)):
            self.register_buffer(name, torch.zeros(num_features) + value)
        self.register_buffer("num_batches_tracked", torch.tensor(0, dtype=torch.long))

    def forward(self, x):
        if x.dim() == 3:
            N, C, L = x.shape
            flat = self.forward(x.permute(0, 2, 1).reshape(N * L, C))
            return flat.view(N, L, C).permute(0, 2, 1)
        if x.dim() != 2:
            message = "two or three axes"
            raise ValueError(message)
        if not self.training:
            scale = self.weight * (self.running_var + self.eps) ** -0.5
            return x * scale + (self.bias - self.running_mean * scale)
        n = len(x)
        if n == 1:
            message = "one value per feature"
            raise ValueError(message)
        mean = x.sum(0) / n
        squares = ((x - mean) ** 2).sum(0)
        with torch.no_grad():
            self.num_batches_tracked.add_(1)
            m = self.momentum
            if m is None:
                m = 1.0 / self.num_batches_tracked.item()
            self.running_mean += m * (mean - self.running_mean)
            self.running_var += m * (squares / (n - 1) - self.running_var)
        return torch.addcmul(self.bias, x - mean, self.weight / (squares / n + self.eps).sqrt())


def batchnorm_backward(dy, x_hat, inv_std, weight):
    n = dy.shape[0]
    dx_hat = dy * weight
    centred = x_hat / inv_std  # x - mean
    dvar = (dx_hat * centred).sum(0) * -0.5 * inv_std**3
    dmean = -(dx_hat * inv_std).sum(0) + dvar * (-2.0 * centred).mean(0)
    dx = dx_hat * inv_std + dvar * 2.0 * centred / n + dmean / n
    return dx, (dy * x_hat).sum(0), dy.sum(0)
