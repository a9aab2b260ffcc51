"""Count the windows one by one; glue borders on with cat; walk back from the output."""

from __future__ import annotations

import torch
from torch import Tensor


def conv_out(
    size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1
) -> int:
    count, start = 0, -padding
    while start + dilation * (kernel_size - 1) <= size - 1 + padding:
        count, start = count + 1, start + stride
    if count == 0:
        raise ValueError(kernel_size)
    return count


def same_pad(kernel_size: int, dilation: int = 1) -> tuple[int, int]:
    left = right = 0
    while left + right < dilation * (kernel_size - 1):
        if right <= left:
            right += 1
        else:
            left += 1
    return left, right


def pad2d(
    x: Tensor, padding: tuple[int, int, int, int], mode: str = "constant", value: float = 0.0
) -> Tensor:
    left, right, top, bottom = padding
    x = one_axis(x, left, right, mode, value)
    return one_axis(x.transpose(-1, -2), top, bottom, mode, value).transpose(-1, -2)


def one_axis(x: Tensor, before: int, after: int, mode: str, value: float) -> Tensor:
    n = x.shape[-1]
    if before < 0 or after < 0 or mode not in {"constant", "reflect", "replicate"}:
        raise ValueError(mode)
    if mode == "reflect" and max(before, after) > n - 1:
        raise ValueError(before, after)
    if mode == "constant":
        first = x.new_full((*x.shape[:-1], before), value)
        last = x.new_full((*x.shape[:-1], after), value)
    elif mode == "reflect":
        first = x[..., 1 : before + 1].flip(-1)
        last = x[..., n - 1 - after : n - 1].flip(-1)
    else:
        first = x[..., :1].expand(*x.shape[:-1], before)
        last = x[..., -1:].expand(*x.shape[:-1], after)
    return torch.cat((first, x, last), dim=-1)


def receptive_field(layers: list[tuple[int, int, int]]) -> int:
    seen = 1
    for kernel_size, stride, dilation in reversed(layers):
        seen = (seen - 1) * stride + dilation * (kernel_size - 1) + 1
    return seen
