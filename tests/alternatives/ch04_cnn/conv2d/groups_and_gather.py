"""Group by group: gather every window with index arithmetic, then one matrix product."""

from __future__ import annotations

import torch
from torch import Tensor

from .padding import conv_out, pad2d, pair


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1) -> Tensor:
    stride, padding, dilation = pair(stride), pair(padding), pair(dilation)
    if x.shape[1] != weight.shape[1] * groups or weight.shape[0] % groups:
        raise ValueError(x.shape, weight.shape)
    places = []
    for axis in (0, 1):
        k = weight.shape[2 + axis]
        count = conv_out(x.shape[2 + axis], k, stride[axis], padding[axis], dilation[axis])
        start = torch.arange(count, device=x.device) * stride[axis]
        places.append(start[:, None] + torch.arange(k, device=x.device) * dilation[axis])
    rows, columns = places  # (Ho, kh), (Wo, kw)
    padded = pad2d(x, (padding[1], padding[1], padding[0], padding[0]))
    results = []
    for block, kernels in zip(padded.chunk(groups, 1), weight.chunk(groups, 0), strict=True):
        seen = block[:, :, rows[:, None, :, None], columns[None, :, None, :]]
        seen = seen.permute(0, 2, 3, 1, 4, 5).flatten(3)  # (B, Ho, Wo, Cg·kh·kw)
        results.append(torch.movedim(seen @ kernels.flatten(1).T, 3, 1))
    out = torch.cat(results, dim=1)
    if bias is not None:
        out = out + bias.view(-1, 1, 1)
    return out
