"""Candidates for the ``test`` exercise of chapter 4 that no learner has seen."""

from __future__ import annotations

import torch
from torch import Tensor


def matrix_product(
    x: Tensor, weight: Tensor, bias: Tensor | None, stride: int, padding: int, dilation: int
) -> Tensor:
    """Right: one gather of all windows, one matrix product."""
    (B, C, T), k = x.shape, weight.shape[2]
    padded = torch.cat((x.new_zeros(B, C, padding), x, x.new_zeros(B, C, padding)), dim=2)
    count = (T + 2 * padding - dilation * (k - 1) - 1) // stride + 1
    places = torch.arange(count)[:, None] * stride + torch.arange(k) * dilation
    windows = padded[:, :, places].permute(0, 2, 1, 3).reshape(B, count, C * k)
    out = (windows @ weight.reshape(-1, C * k).T).transpose(1, 2)
    return out if bias is None else out + bias[:, None]


def first_channel(
    x: Tensor, weight: Tensor, bias: Tensor | None, stride: int, padding: int, dilation: int
) -> Tensor:
    """Wrong: the other input channels are not looked at."""
    return matrix_product(x[:, :1], weight[:, :1], bias, stride, padding, dilation)


def wrong_without_bias(
    x: Tensor, weight: Tensor, bias: Tensor | None, stride: int, padding: int, dilation: int
) -> Tensor:
    """Wrong: a missing bias becomes a bias of ones."""
    bias = weight.new_ones(len(weight)) if bias is None else bias
    return matrix_product(x, weight, bias, stride, padding, dilation)


def in_float32(
    x: Tensor, weight: Tensor, bias: Tensor | None, stride: int, padding: int, dilation: int
) -> Tensor:
    """Wrong: the precision of float64 is lost on the way."""
    bias = None if bias is None else bias.float()
    out = matrix_product(x.float(), weight.float(), bias, stride, padding, dilation)
    return out.to(x.dtype)


def first_image(
    x: Tensor, weight: Tensor, bias: Tensor | None, stride: int, padding: int, dilation: int
) -> Tensor:
    """Wrong: every image of the batch is answered with the first."""
    out = matrix_product(x[:1], weight, bias, stride, padding, dilation)
    return out.expand(len(x), -1, -1).clone()


def circular(
    x: Tensor, weight: Tensor, bias: Tensor | None, stride: int, padding: int, dilation: int
) -> Tensor:
    """Wrong: the border continues at the other end."""
    if padding:
        x = torch.cat((x[..., -padding:], x, x[..., :padding]), dim=2)
    return matrix_product(x, weight, bias, stride, 0, dilation)


def dilation_as_stride(
    x: Tensor, weight: Tensor, bias: Tensor | None, stride: int, padding: int, dilation: int
) -> Tensor:
    """Wrong: outputs are skipped instead of taps being spaced."""
    return matrix_product(x, weight, bias, stride * dilation, padding, 1)


def rounded_up(
    x: Tensor, weight: Tensor, bias: Tensor | None, stride: int, padding: int, dilation: int
) -> Tensor:
    """Wrong: where the stride does not fit, one more window hangs over the end."""
    more = -(x.shape[2] + 2 * padding - dilation * (weight.shape[2] - 1) - 1) % stride
    longer = torch.cat((x, x.new_zeros(*x.shape[:2], more)), dim=2)
    return matrix_product(longer, weight, bias, stride, padding, dilation)


def swapped_when_square(
    x: Tensor, weight: Tensor, bias: Tensor | None, stride: int, padding: int, dilation: int
) -> Tensor:
    """Wrong: with as many channels out as in, the two are exchanged."""
    if weight.shape[0] == weight.shape[1]:
        weight = weight.transpose(0, 1)
    return matrix_product(x, weight, bias, stride, padding, dilation)


def even_kernels_shifted(
    x: Tensor, weight: Tensor, bias: Tensor | None, stride: int, padding: int, dilation: int
) -> Tensor:
    """Wrong: an even kernel starts one pixel late, as if centred."""
    if weight.shape[2] % 2 == 0:
        x = torch.cat((x[..., 1:], x.new_zeros(*x.shape[:2], 1)), dim=2)
    return matrix_product(x, weight, bias, stride, padding, dilation)


RIGHT = {"check_conv1d": {"matrix product": matrix_product}}
WRONG = {
    "check_conv1d": {
        "looks at the first channel only": first_channel,
        "goes wrong without a bias": wrong_without_bias,
        "calculates in float32": in_float32,
        "answers every image with the first": first_image,
        "pads circularly": circular,
        "takes the dilation for a stride": dilation_as_stride,
        "rounds the length up": rounded_up,
        "exchanges the channels of square weights": swapped_when_square,
        "shifts even kernels": even_kernels_shifted,
    }
}
