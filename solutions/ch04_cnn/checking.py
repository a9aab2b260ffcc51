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

    ### BEGIN SOLUTION
    def expected(
        x: Tensor, weight: Tensor, bias: Tensor | None, stride: int, padding: int, dilation: int
    ) -> Tensor:
        (B, C, T), k = x.shape, weight.shape[2]
        padded = x.new_zeros(B, C, T + 2 * padding)
        padded[:, :, padding : padding + T] = x
        last = T + 2 * padding - dilation * (k - 1)  # one behind the last place of the kernel
        out = sum(
            torch.einsum("bct,oc->bot", padded[..., shift : last + shift : stride], weight[..., j])
            for j, shift in enumerate(range(0, k * dilation, dilation))
        )
        return out if bias is None else out + bias[:, None]

    generator = torch.Generator().manual_seed(4)
    tolerances = {torch.float32: 1e-4, torch.float64: 1e-10}
    # (B, C, O, T, k), then stride, padding, dilation
    sizes = ((3, 2, 5, 11, 3), (1, 1, 1, 13, 4), (2, 3, 3, 12, 1), (2, 4, 2, 9, 4), (2, 3, 3, 9, 2))
    geometries = ((1, 0, 1), (2, 0, 1), (3, 1, 1), (1, 2, 2), (2, 3, 2), (1, 0, 2), (3, 2, 1))
    for n in range(max(len(sizes), len(geometries))):
        (B, C, O, T, k), geometry = sizes[n % len(sizes)], geometries[n % len(geometries)]
        for dtype, tolerance in tolerances.items():
            x, weight, shift = (
                torch.randn(shape, generator=generator, dtype=dtype)
                for shape in ((B, C, T), (O, C, k), (O,))
            )
            for bias in (shift, None):
                mine = expected(x, weight, bias, *geometry)
                theirs = candidate(x, weight, bias, *geometry)
                if theirs.shape != mine.shape or theirs.dtype != dtype:
                    return False
                if not torch.allclose(theirs, mine, rtol=tolerance, atol=tolerance):
                    return False
    return True
    ### END SOLUTION
