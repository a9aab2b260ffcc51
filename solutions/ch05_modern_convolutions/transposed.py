"""Convolution backwards in size: from a small map to a large one; and holes in kernels."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

Pair = int | tuple[int, int]


def pair(value: Pair) -> tuple[int, int]:
    """Return (height, width) for an int or a pair; given to you."""
    return (value, value) if isinstance(value, int) else value


def conv_transpose2d(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Pair = 1,
    padding: Pair = 0,
    output_padding: Pair = 0,
    groups: int = 1,
) -> Tensor:
    """Convolve transposed: every input pixel stamps a weighted kernel into the output.

    Pixel (y, z) of channel c puts x[b, c, y, z] · weight[c, o, :, :] onto a canvas, its upper left
    corner at row y·sh and column z·sw. **Where stamps overlap they add up.** The kernel is not
    flipped. Then ``padding`` = (ph, pw) is cut off: ph rows above *and* ph rows below, pw columns
    left and right. ``output_padding`` makes the canvas larger at the **bottom and right only** (the
    rows and columns there hold what a stamp puts into them, or 0). The bias comes last, everywhere:

        out[b, o, y, z] = bias[o] + sum over c, i, j, y', z' with y'·sh + i = y + ph
                          and z'·sw + j = z + pw of  x[b, c, y', z'] · weight[c, o, i, j]

        Ho = (H - 1)·sh - 2·ph + kh + output_padding_h,     Wo likewise

    The weight's layout is **(in, out / groups, kh, kw)**, not that of a convolution. With groups,
    the C channels and the O outputs are cut into ``groups`` consecutive blocks; block meets block.

    Example: x = [[1, 2]] with the kernel [[1, 10, 100]], stride 2: the stamps [1, 10, 100] at
    column 0 and [2, 20, 200] at column 2 make [[1, 10, 102, 20, 200]]; padding (0, 1) leaves
    [[10, 102, 20]], output_padding (0, 1) then makes it [[10, 102, 20, 200]].

    It is the transpose (adjoint) of the convolution with the same weight, stride and padding:
    <conv(u), x> = <u, conv_transpose(x)>. That convolution takes O channels to C.

    Forbidden: torch's own convolutions, transposed or not, and ``torch.nn.functional.fold``. One
    Python loop over the kh · kw taps is fine.

    Source: Zeiler et al., "Deconvolutional networks", 2010; Dumoulin & Visin, "A guide to
    convolution arithmetic for deep learning", 2016.

    Args:
        x: (B, C, H, W).
        weight: (C, O / groups, kh, kw).
        bias: (O,) or None.
        stride: an int or (sh, sw), as are the next two.
        padding: what is cut off on each side, (ph, pw).
        output_padding: what is added at the bottom and at the right.
        groups: the number of blocks of channels; you may rely on it dividing C.

    Returns:
        (B, O, Ho, Wo).

    Raises:
        ValueError: if an ``output_padding`` is not smaller than its stride.

    """
    ### BEGIN SOLUTION
    (sh, sw), (ph, pw), (eh, ew) = pair(stride), pair(padding), pair(output_padding)
    if eh >= sh or ew >= sw:
        message = f"output_padding {(eh, ew)} must be smaller than the stride {(sh, sw)}"
        raise ValueError(message)
    B, C, H, W = x.shape
    _, Og, kh, kw = weight.shape
    tall, wide = (H - 1) * sh + kh + eh, (W - 1) * sw + kw + ew
    pixels = x.reshape(B, groups, C // groups, H, W)
    kernels = weight.reshape(groups, C // groups, Og, kh, kw)
    canvas = x.new_zeros(B, groups, Og, tall, wide)
    for i in range(kh):
        rows = slice(i, i + (H - 1) * sh + 1, sh)
        for j in range(kw):
            columns = slice(j, j + (W - 1) * sw + 1, sw)
            stamp = torch.einsum("bgchw,gco->bgohw", pixels, kernels[..., i, j])
            canvas[..., rows, columns] += stamp
    out = canvas.reshape(B, groups * Og, tall, wide)[:, :, ph : tall - ph, pw : wide - pw]
    return out if bias is None else out + bias[:, None, None]
    ### END SOLUTION


def bilinear_kernel(channels: int, kernel_size: int) -> Tensor:
    """Make the weight with which a transposed convolution interpolates bilinearly.

    With f = ceil(k / 2), the factor by which it enlarges, and i from 0 to k - 1, one axis has

        tent[i] = 1 - |i - (k - 1) / 2| / f

    and the kernel is the product of two: kernel[i, j] = tent[i] · tent[j]. Each channel is enlarged
    on its own, ``groups`` = channels, so every channel has the same kernel.

    Example: k = 4 enlarges twofold (stride 2, padding 1) with the tent [0.25, 0.75, 0.75, 0.25].

    Source: Long, Shelhamer & Darrell, "Fully convolutional networks for semantic segmentation",
    2014.

    Args:
        channels: C.
        kernel_size: k; 2f for an even and 2f - 1 for an odd one.

    Returns:
        (C, 1, k, k), in torch's default dtype.

    """
    ### BEGIN SOLUTION
    factor = (kernel_size + 1) // 2
    i = torch.arange(kernel_size, dtype=torch.get_default_dtype())
    tent = 1 - (i - (kernel_size - 1) / 2).abs() / factor
    return torch.outer(tent, tent).expand(channels, 1, -1, -1).clone()
    ### END SOLUTION


def atrous_receptive_field(kernel_size: int, rates: Sequence[int]) -> int:
    """Return how many pixels (along one axis) a stack of dilated convolutions sees.

    Every layer has ``kernel_size`` taps and stride 1, layer l has dilation ``rates[l]``: its taps
    lie that many pixels apart. No layer at all sees 1 pixel.

    Example: kernel 3 with rates 1, 2, 4 sees 15 pixels; three plain layers see 7.

    Source: Yu & Koltun, "Multi-scale context aggregation by dilated convolutions", 2015.
    """
    ### BEGIN SOLUTION
    return 1 + sum(rate * (kernel_size - 1) for rate in rates)
    ### END SOLUTION
