"""Taking windows along an axis is a 0/1 matrix; col2im multiplies by its transpose."""

from __future__ import annotations

import torch
from torch import Tensor

from .padding import conv_out, pair


def windows(like, size, k, s, p, d) -> Tensor:
    """Return (k, outputs, size): 1 where tap i of output y meets pixel h; padding meets none."""
    count = conv_out(size, k, s, p, d)
    tap = torch.arange(k, device=like.device)[:, None, None]
    place = torch.arange(count, device=like.device)[None, :, None]
    pixel = torch.arange(size, device=like.device)
    return (place * s - p + tap * d == pixel).to(like.dtype)


def both(like, shape, kernel_size, stride, padding, dilation) -> tuple[Tensor, Tensor]:
    options = zip(*map(pair, (kernel_size, stride, padding, dilation)), strict=True)
    rows, columns = (windows(like, n, *o) for n, o in zip(shape[2:], options, strict=True))
    return rows, columns


def im2col(x, kernel_size, stride=1, padding=0, dilation=1) -> Tensor:
    rows, columns = both(x, x.shape, kernel_size, stride, padding, dilation)
    out = torch.einsum("iyh,bchw,jzw->bcijyz", rows, x, columns)
    return out.flatten(1, 3).flatten(2)


def col2im(columns, shape, kernel_size, stride=1, padding=0, dilation=1) -> Tensor:
    R, K = both(columns, shape, kernel_size, stride, padding, dilation)
    taps = columns.reshape(*shape[:2], R.shape[0], K.shape[0], R.shape[1], K.shape[1])
    return torch.einsum("iyh,bcijyz,jzw->bchw", R, taps, K)


def conv2d_im2col(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1) -> Tensor:
    O, Cg, kh, kw = weight.shape
    rows, columns = both(x, x.shape, (kh, kw), stride, padding, dilation)
    X = im2col(x, (kh, kw), stride, padding, dilation)
    X = X.reshape(len(x), groups, Cg * kh * kw, -1)
    out = torch.einsum("gok,bgkl->bgol", weight.reshape(groups, O // groups, -1), X)
    out = out.reshape(len(x), O, rows.shape[1], columns.shape[1])
    return out if bias is None else out + bias[None, :, None, None]
