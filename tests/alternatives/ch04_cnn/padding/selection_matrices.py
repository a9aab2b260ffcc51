"""A border as a product: rows of a 0/1 matrix say which old pixel a new one copies."""

from __future__ import annotations

import math

import torch
from torch import Tensor


def conv_out(
    size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1
) -> int:
    windows = math.floor((size + 2 * padding - dilation * (kernel_size - 1) - 1) / stride + 1)
    if windows < 1:
        raise ValueError(windows)
    return windows


def same_pad(kernel_size: int, dilation: int = 1) -> tuple[int, int]:
    right = -(-dilation * (kernel_size - 1) // 2)
    return dilation * (kernel_size - 1) - right, right


def pad2d(
    x: Tensor, padding: tuple[int, int, int, int], mode: str = "constant", value: float = 0.0
) -> Tensor:
    if any(p < 0 for p in padding):
        raise ValueError(padding)
    left, right, top, bottom = padding
    rows = selection(x, x.shape[-2], top, bottom, mode)
    columns = selection(x, x.shape[-1], left, right, mode)
    out = torch.einsum("ah,...hw,bw->...ab", rows, x, columns)
    border = (rows.sum(1) == 0)[:, None] | (columns.sum(1) == 0)
    return out.masked_fill(border, value)


def selection(x: Tensor, size: int, before: int, after: int, mode: str) -> Tensor:
    identity = torch.eye(size, dtype=x.dtype, device=x.device)
    places = list(range(-before, size + after))
    if mode == "replicate":
        return identity[[min(max(p, 0), size - 1) for p in places]]
    if mode == "reflect":
        if max(before, after) >= size:
            raise ValueError(before, after)
        return identity[[abs(p) if p < size else 2 * (size - 1) - p for p in places]]
    if mode != "constant":
        raise ValueError(mode)
    nothing = identity.new_zeros(size)
    return torch.stack([identity[p] if 0 <= p < size else nothing for p in places])


def receptive_field(layers: list[tuple[int, int, int]]) -> int:
    if not layers:
        return 1
    *earlier, (kernel_size, _, dilation) = layers
    jump = math.prod(stride for _, stride, _ in earlier)
    return receptive_field(earlier) + dilation * (kernel_size - 1) * jump
