"""Candidates for the ``test`` exercise of chapter 4: try your check on them."""

from __future__ import annotations

import torch
from torch import Tensor


def loop_over_taps(
    x: Tensor, weight: Tensor, bias: Tensor | None, stride: int, padding: int, dilation: int
) -> Tensor:
    """Right: one product of matrices for each tap of the kernel."""
    (B, C, T), k = x.shape, weight.shape[2]
    padded = torch.cat((x.new_zeros(B, C, padding), x, x.new_zeros(B, C, padding)), dim=2)
    count = (T + 2 * padding - dilation * (k - 1) - 1) // stride + 1
    out = x.new_zeros(B, len(weight), count)
    for j in range(k):
        seen = padded[:, :, j * dilation : j * dilation + (count - 1) * stride + 1 : stride]
        out = out + weight[:, :, j] @ seen
    return out if bias is None else out + bias[:, None]


def loop_over_places(
    x: Tensor, weight: Tensor, bias: Tensor | None, stride: int, padding: int, dilation: int
) -> Tensor:
    """Right: one sum for each place of the kernel."""
    (B, C, T), k = x.shape, weight.shape[2]
    padded = torch.cat((x.new_zeros(B, C, padding), x, x.new_zeros(B, C, padding)), dim=2)
    reach = dilation * (k - 1) + 1
    starts = range(0, T + 2 * padding - reach + 1, stride)
    seen = [padded[:, None, :, start : start + reach : dilation] for start in starts]
    out = torch.stack([(pixels * weight).sum((2, 3)) for pixels in seen], dim=2)
    return out if bias is None else out + bias[:, None]


def zeros(
    x: Tensor, weight: Tensor, bias: Tensor | None, stride: int, padding: int, dilation: int
) -> Tensor:
    """Wrong: the right shape, and nothing in it."""
    return torch.zeros_like(loop_over_taps(x, weight, bias, stride, padding, dilation))


def flipped(
    x: Tensor, weight: Tensor, bias: Tensor | None, stride: int, padding: int, dilation: int
) -> Tensor:
    """Wrong: the kernel is turned round."""
    return loop_over_taps(x, weight.flip(2), bias, stride, padding, dilation)


def no_stride(
    x: Tensor, weight: Tensor, bias: Tensor | None, stride: int, padding: int, dilation: int
) -> Tensor:
    """Wrong: every place is visited."""
    del stride
    return loop_over_taps(x, weight, bias, 1, padding, dilation)


def left_only(
    x: Tensor, weight: Tensor, bias: Tensor | None, stride: int, padding: int, dilation: int
) -> Tensor:
    """Wrong: all of the padding stands on the left."""
    longer = torch.cat((x.new_zeros(*x.shape[:2], 2 * padding), x), dim=2)
    return loop_over_taps(longer, weight, bias, stride, 0, dilation)


def no_bias(
    x: Tensor, weight: Tensor, bias: Tensor | None, stride: int, padding: int, dilation: int
) -> Tensor:
    """Wrong: the bias is forgotten."""
    del bias
    return loop_over_taps(x, weight, None, stride, padding, dilation)


RIGHT = {
    "check_conv1d": {
        "a loop over the taps": loop_over_taps,
        "a loop over the places": loop_over_places,
    }
}
WRONG = {
    "check_conv1d": {
        "returns zeros": zeros,
        "flips the kernel": flipped,
        "ignores the stride": no_stride,
        "pads on the left only": left_only,
        "forgets the bias": no_bias,
    }
}
