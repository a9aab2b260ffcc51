"""Pooling: one number for a window."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from .padding import conv_out, pad2d, pair

Pair = int | tuple[int, int]


def max_pool2d(
    x: Tensor,
    kernel_size: Pair,
    stride: Pair | None = None,
    padding: Pair = 0,
    *,
    ceil_mode: bool = False,
) -> tuple[Tensor, Tensor]:
    """Return the largest pixel of every window, and where it was found.

    A border of ``padding`` (ph, pw) pixels on each side never wins: it counts as **minus
    infinity**, not as 0. If ``stride`` is None it is ``kernel_size``. With k the kernel, along H
    (and likewise along W) there are

        ceil_mode False:  floor((H + 2p - k) / s) + 1   windows, every one complete
        ceil_mode True:   ceil((H + 2p - k) / s) + 1    windows, the last may hang over the border,
                          but a window must start within the image or the padding before it: if
                          (windows - 1)·s >= H + p, the last one is dropped

    ``indices`` says where the maximum stands as y·W + x, counted in the image **without** border.
    Among equals the first wins, in the order of rows, then columns; the gradient goes to that
    pixel alone, and a pixel that wins several windows receives the sum.

    Example: [[1, 5, 5]] with kernel (1, 2), stride 1: values [[5, 5]], indices [[1, 1]].

    Forbidden: torch's poolings, ``torch.nn.functional.unfold``. You may rely on every window
    holding at least one pixel of the image (padding <= kernel_size / 2).

    Args:
        x: (B, C, H, W).
        kernel_size: (kh, kw) or one int.
        stride: (sh, sw), one int, or None for ``kernel_size``.
        padding: (ph, pw) or one int.
        ceil_mode: whether an incomplete last window counts.

    Returns:
        ``(values, indices)``, both (B, C, Ho, Wo); indices are int64.

    """
    raise NotImplementedError("TODO: max_pool2d")


def avg_pool2d(
    x: Tensor,
    kernel_size: Pair,
    stride: Pair | None = None,
    padding: Pair = 0,
    *,
    count_include_pad: bool = True,
) -> Tensor:
    """Return the mean of every window; the border is zero.

    The sum of a window is divided by kh · kw if ``count_include_pad``, and otherwise by the number
    of its pixels that belong to the image. Only complete windows count (as ``conv_out`` says). If
    ``stride`` is None it is ``kernel_size``.

    Example: [[4, 6]] with kernel (1, 2), stride 1, padding (0, 1): [[2, 5, 3]], and
    [[4, 5, 6]] if the border does not count.

    Forbidden: torch's poolings and convolutions, ``torch.nn.functional.unfold``.

    Args:
        x: (B, C, H, W).
        kernel_size: (kh, kw) or one int.
        stride: (sh, sw), one int, or None for ``kernel_size``.
        padding: (ph, pw) or one int.
        count_include_pad: whether the zeros of the border count as pixels.

    Returns:
        (B, C, Ho, Wo).

    """
    raise NotImplementedError("TODO: avg_pool2d")


def adaptive_avg_pool2d(x: Tensor, output_size: Pair) -> Tensor:
    """Return an image of ``output_size`` whose pixels are means of bins of ``x``.

    Along an axis of H pixels and o outputs, bin i holds the pixels

        floor(i·H / o)  …  ceil((i + 1)·H / o) - 1

    so the bins cover everything, overlap where o does not divide H, and repeat pixels if o > H.

    Example: 5 pixels into 2 bins: pixels 0 1 2 and 2 3 4. 2 pixels into 3 bins: 0, 0 1, 1.

    Forbidden: torch's poolings.

    Args:
        x: (B, C, H, W).
        output_size: (oh, ow) or one int.

    Returns:
        (B, C, oh, ow).

    """

    raise NotImplementedError("TODO: adaptive_avg_pool2d")


def global_avg_pool(x: Tensor) -> Tensor:
    """Return the mean of every channel: (B, C, H, W) becomes (B, C).

    It replaces the large fully connected head of the early networks and accepts every image size.

    Source: Lin, Chen & Yan, "Network in network", 2013. Forbidden: torch's poolings.
    """
    raise NotImplementedError("TODO: global_avg_pool")
