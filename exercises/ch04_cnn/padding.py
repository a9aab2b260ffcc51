"""The geometry of a convolution: sizes, borders, and how far a unit can see."""

from __future__ import annotations

import torch
from torch import Tensor


def pair(value: int | tuple[int, int]) -> tuple[int, int]:
    """Return ``value`` as a (height, width) pair; given to you, used all over this chapter.

    >>> pair(2), pair((2, 1))
    ((2, 2), (2, 1))
    """
    return (value, value) if isinstance(value, int) else (value[0], value[1])


def conv_out(
    size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1
) -> int:
    """Return the number of outputs of a convolution along one axis.

    A kernel of ``kernel_size`` taps (k), ``dilation`` (d) pixels apart, covers d(k - 1) + 1
    pixels. It starts at the first pixel of the padded axis (``padding`` pixels, p, on **each**
    side) and moves by ``stride`` (s) as long as it fits completely:

        out = floor((size + 2p - d(k - 1) - 1) / s) + 1

    Example: size 7, kernel 3, stride 2, padding 0 gives 3; size 8 gives 3 as well, and the last
    pixel is seen by no window.

    Args:
        size: the number of pixels along the axis.
        kernel_size: the number of taps of the kernel.
        stride: the step from one window to the next.
        padding: the pixels added on each of the two sides.
        dilation: the distance between neighbouring taps.

    Returns:
        The number of windows, a Python ``int``.

    Raises:
        ValueError: if the kernel does not fit into the padded axis even once.

    """
    raise NotImplementedError("TODO: conv_out")


def same_pad(kernel_size: int, dilation: int = 1) -> tuple[int, int]:
    """Return the padding (left, right) with which a stride-1 convolution keeps the size.

    The two numbers sum to d(k - 1). If that is odd (an even kernel) the surplus pixel goes to the
    **right**, so right is left or left + 1.

    Example: ``same_pad(3)`` is (1, 1), ``same_pad(4)`` is (1, 2), ``same_pad(3, dilation=2)`` is
    (2, 2).

    Args:
        kernel_size: the number of taps, k.
        dilation: the distance between neighbouring taps, d.

    Returns:
        Two Python ints.

    """
    raise NotImplementedError("TODO: same_pad")


def pad2d(
    x: Tensor, padding: tuple[int, int, int, int], mode: str = "constant", value: float = 0.0
) -> Tensor:
    """Add a border to the last two axes of ``x``.

    The four numbers are **(left, right, top, bottom)**: the first two widen the last axis (W), the
    last two the axis before it (H). What stands in the border depends on ``mode``; for the row
    ``a b c d`` with two pixels on each side:

        constant    v v | a b c d | v v     every new pixel is ``value``
        reflect     c b | a b c d | c b     mirrored at the edge pixel, which is not repeated
        replicate   a a | a b c d | d d     the edge pixel repeated

    ``x`` itself stays as it is, gradients flow back to it, and dtype and device are kept. In mode
    "reflect" a border must be smaller than the axis it mirrors (pad <= size - 1).

    Forbidden: ``torch.nn.functional.pad`` and every padding layer.

    Args:
        x: (..., H, W), at least two axes.
        padding: (left, right, top, bottom), none of them negative.
        mode: "constant", "reflect" or "replicate".
        value: what fills the border in mode "constant"; may be infinite.

    Returns:
        (..., top + H + bottom, left + W + right), a new tensor.

    Raises:
        ValueError: for an unknown mode, a negative pad, or a reflection larger than size - 1.

    """
    raise NotImplementedError("TODO: pad2d")


def receptive_field(layers: list[tuple[int, int, int]]) -> int:
    """Return how many input pixels along one axis influence one output of a stack of layers.

    Every layer is ``(kernel_size, stride, dilation)``, the layer nearest the input first;
    a pooling is a layer like any other. Two neighbouring units of layer l lie
    j_l = s_1 s_2 … s_l input pixels apart (the *jump*; j_0 = 1). A kernel of layer l reaches over
    d_l(k_l - 1) steps between units of layer l - 1, so

        r_0 = 1,    r_l = r_{l-1} + d_l (k_l - 1) j_{l-1}

    Example: two 3x3 convolutions see 5 pixels, as a single 5x5 does:
    ``receptive_field([(3, 1, 1), (3, 1, 1)])`` is 5. No layer at all sees 1.

    Source: Araujo, Norris & Sim, "Computing receptive fields of convolutional neural networks",
    Distill 2019.

    Args:
        layers: (kernel_size, stride, dilation) of each layer, first layer first; may be empty.

    Returns:
        The number of pixels, a Python ``int``.

    """
    raise NotImplementedError("TODO: receptive_field")
