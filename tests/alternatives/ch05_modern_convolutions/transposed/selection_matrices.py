"""Two zero-one matrices say where each tap goes; three products, no loop at all."""

from __future__ import annotations

import math

import torch


def _two(value):
    return (value, value) if isinstance(value, int) else value


def _places(n, k, stride, padding, extra, like):
    """(n, k, outputs): 1 where pixel y and tap i meet output y·stride + i - padding."""
    outputs = (n - 1) * stride - 2 * padding + k + extra
    y, i, o = torch.arange(n), torch.arange(k), torch.arange(outputs)
    hit = y[:, None, None] * stride + i[:, None] - padding == o
    return hit.to(like)


def conv_transpose2d(x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1):
    (sh, sw), (ph, pw), (eh, ew) = _two(stride), _two(padding), _two(output_padding)
    if not (eh < sh and ew < sw):
        msg = "too much output_padding"
        raise ValueError(msg)
    H, W = x.shape[2:]
    down = _places(H, weight.shape[2], sh, ph, eh, x)
    across = _places(W, weight.shape[3], sw, pw, ew, x)
    parts = []
    for pixels, kernels in zip(x.chunk(groups, 1), weight.chunk(groups, 0), strict=True):
        stamps = torch.einsum("bcyz,coij->boyizj", pixels, kernels)
        parts.append(torch.einsum("boyizj,yir,zjs->bors", stamps, down, across))
    out = torch.cat(parts, 1)
    if bias is not None:
        out = out + bias[:, None, None]
    return out


def bilinear_kernel(channels, kernel_size):
    f = math.ceil(kernel_size / 2)
    tent = [1 - abs(i - (kernel_size - 1) / 2) / f for i in range(kernel_size)]
    return torch.tensor([[[[a * b for b in tent] for a in tent]]] * channels)


def atrous_receptive_field(kernel_size, rates):
    return (kernel_size - 1) * sum(rates) + 1
