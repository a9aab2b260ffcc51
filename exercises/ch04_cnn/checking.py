"""Testing someone else's convolution."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor


def check_conv1d(candidate: Callable[..., Tensor]) -> bool:
    """Say whether ``candidate`` is a right one-dimensional convolution.

    A right candidate is called as ``candidate(x, weight, bias, stride, padding, dilation)``, with
    x (B, C, T), weight (O, C, k), bias (O,) or None, and three ints, and returns (B, O, To) with

        out[b, o, t] = bias[o] + sum over c and j of
                       weight[o, c, j] · x_padded[b, c, t·stride + j·dilation]

    (the kernel is not flipped), where x_padded has ``padding`` zeros at **both** ends, and
    To = floor((T + 2·padding - dilation·(k - 1) - 1) / stride) + 1. With bias None nothing is
    added. It keeps the dtype of x: float32 to the precision of float32, float64 to that of float64.

    Every candidate you meet can be called with legal arguments without an error, though a wrong one
    may return a wrong shape, and some are wrong only for a certain kind of argument: batch size,
    number of channels, bias or none, stride, padding, dilation, length, dtype. A right one may
    differ from yours by rounding. You may write your own convolution to compare with, or calculate
    small cases by hand.

    Forbidden: torch's own convolutions.

    Args:
        candidate: the implementation to test.

    Returns:
        True if it passes all your tests, else False.

    """

    raise NotImplementedError("TODO: check_conv1d")
