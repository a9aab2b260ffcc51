"""The two halves of a separable convolution: one mixes channels, one looks at neighbours."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional as F

Pair = int | tuple[int, int]


def pair(value: Pair) -> tuple[int, int]:
    """Return (height, width) for an int or a pair; given to you."""
    return (value, value) if isinstance(value, int) else value


def pointwise_conv(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """Convolve with a 1x1 kernel: mix the channels of every pixel, and nothing else.

        out[b, o, y, z] = bias[o] + sum over c of weight[o, c] · x[b, c, y, z]

    It is one linear layer, C → O, that is applied to each of the B·H·W pixels, so it is **one
    product of matrices**. Mind the order of axes when you reshape: x lies in memory as
    (B, C, H, W), and a reshape never moves an axis.

    Example: x of shape (1, 2, 1, 3), the channels [1, 2, 3] and [10, 20, 30], with weight
    [[1, 1], [2, 0], [0, 1]] and no bias becomes [11, 22, 33], [2, 4, 6] and [10, 20, 30].

    Forbidden: torch's own convolutions. No Python loop over pixels or channels.

    Source: Lin, Chen & Yan, "Network in network", 2013.

    Args:
        x: (B, C, H, W), also in another memory layout (a transposed view, ``channels_last``).
        weight: (O, C).
        bias: (O,), or None for no bias.

    Returns:
        (B, O, H, W), in the dtype of ``x``.

    """
    raise NotImplementedError("TODO: pointwise_conv")


def depthwise_conv(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Pair = 1,
    padding: Pair = 0,
    dilation: Pair = 1,
) -> Tensor:
    """Convolve every channel on its own, with m kernels for each.

    With m = O / C (the *depth multiplier*), x_padded having ``padding`` = (ph, pw) zeros on each
    side, and floor(o / m) the input channel that **output channel o belongs to**,

        out[b, o, y, z] = bias[o] + sum over i and j of
                          weight[o, 0, i, j] · x_padded[b, floor(o / m), y·sh + i·dh, z·sw + j·dw]

    The kernel is not flipped. The output has floor((H + 2·ph - dh·(kh - 1) - 1) / sh) + 1 rows,
    and columns likewise. It is what torch calls a convolution with ``groups`` = C.

    Example: two channels and m = 2 give four maps; the first two are made from channel 0, the last
    two from channel 1.

    Forbidden: torch's own convolutions. A Python loop over the kh · kw taps is fine; one over
    images, channels or pixels is not.

    Source: Chollet, "Xception: deep learning with depthwise separable convolutions", 2016.

    Args:
        x: (B, C, H, W).
        weight: (C · m, 1, kh, kw).
        bias: (C · m,), or None for no bias.
        stride: an int or (sh, sw), as are the other two.
        padding: zeros on each side, (ph, pw).
        dilation: the distance between taps, (dh, dw).

    Returns:
        (B, C · m, Ho, Wo).

    Raises:
        ValueError: if ``weight`` has another second axis than 1, or if its first axis is no
            multiple of C.

    """
    raise NotImplementedError("TODO: depthwise_conv")
