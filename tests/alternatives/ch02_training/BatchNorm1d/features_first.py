"""One row per feature; moments as means; new buffers; dx as a projection."""

from __future__ import annotations

import torch
from torch import nn


class BatchNorm1d(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.weight = nn.Parameter(torch.full((num_features,), 1.0))
        self.bias = nn.Parameter(torch.full((num_features,), 0.0))
        self.register_buffer("running_mean", torch.full((num_features,), 0.0))
        self.register_buffer("running_var", torch.full((num_features,), 1.0))
        self.register_buffer("num_batches_tracked", torch.zeros((), dtype=torch.int64))
        self.eps, self.momentum = eps, momentum

    def forward(self, x):
        if x.ndim < 2 or x.ndim > 3:
            raise ValueError(x.shape)
        table = x.transpose(0, 1).flatten(1)  # (C, n)
        if self.training:
            n = table.shape[1]
            if n < 2:
                raise ValueError(n)
            mean = table.mean(1)
            centred = table - mean[:, None]
            var = centred.square().mean(1)
            self.num_batches_tracked += 1
            count = int(self.num_batches_tracked)
            m = self.momentum if self.momentum is not None else 1 / count
            with torch.no_grad():
                self.running_mean = torch.lerp(self.running_mean, mean, m)
                self.running_var = torch.lerp(self.running_var, table.var(1), m)
        else:
            centred, var = table - self.running_mean[:, None], self.running_var
        out = self.weight[:, None] * centred / (var + self.eps).sqrt()[:, None] + self.bias[:, None]
        shape = (x.shape[1], x.shape[0], *x.shape[2:])
        return out.reshape(shape).transpose(0, 1)


def batchnorm_backward(dy, x_hat, inv_std, weight):
    # Take away the parts of dy·weight along the vector of ones and along x_hat.
    g = dy * weight
    g = g - g.mean(0) - x_hat * (g * x_hat).mean(0)
    return inv_std * g, torch.einsum("nc,nc->c", dy, x_hat), torch.einsum("nc->c", dy)
