"""Zeros between the pixels, then windows over the flipped kernel: an ordinary convolution."""

from __future__ import annotations

import torch
from torch.nn import functional as F


def _two(value):
    return (value, value) if isinstance(value, int) else tuple(value)


def conv_transpose2d(x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1):
    s, p, e = _two(stride), _two(padding), _two(output_padding)
    if any(extra >= step for extra, step in zip(e, s, strict=True)):
        msg = "output_padding must be smaller than stride"
        raise ValueError(msg)
    B, C, H, W = x.shape
    _, Og, kh, kw = weight.shape
    spread = x.new_zeros(B, C, (H - 1) * s[0] + 1, (W - 1) * s[1] + 1)
    spread[:, :, :: s[0], :: s[1]] = x
    border = (kw - 1, kw - 1 + e[1], kh - 1, kh - 1 + e[0])
    wide = F.pad(spread, border)
    windows = wide.unfold(2, kh, 1).unfold(3, kw, 1)  # (B, C, rows, columns, kh, kw)
    blocks = windows.reshape(B, groups, C // groups, *windows.shape[2:])
    kernels = weight.flip(2, 3).reshape(groups, C // groups, Og, kh, kw)
    out = torch.einsum("bgcyzij,gcoij->bgoyz", blocks, kernels).flatten(1, 2)
    out = out[:, :, p[0] : out.shape[2] - p[0], p[1] : out.shape[3] - p[1]]
    return out if bias is None else out + bias.view(-1, 1, 1)


def bilinear_kernel(channels, kernel_size):
    f = -(-kernel_size // 2)
    rows = torch.arange(kernel_size).to(torch.get_default_dtype())
    tent = 1 - torch.abs(rows - (kernel_size - 1) / 2) / f
    kernel = torch.einsum("i,j->ij", tent, tent)
    return kernel[None, None].repeat(channels, 1, 1, 1)


def atrous_receptive_field(kernel_size, rates):
    field = 1
    for rate in rates:
        effective = rate * (kernel_size - 1) + 1
        field += effective - 1
    return field
