"""Convolution three times: with a loop over the kernel, as a matrix product, with a backward."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor, nn

from .padding import conv_out, pad2d, pair

Pair = int | tuple[int, int]


def conv2d(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Pair = 1,
    padding: Pair = 0,
    dilation: Pair = 1,
    groups: int = 1,
) -> Tensor:
    """Convolve a batch of images with a bank of kernels, looping over kernel positions only.

    What deep learning calls convolution is a **cross-correlation**: the kernel is not flipped.
    With x padded by zeros (``padding`` = (ph, pw) rows above and below, columns left and right),

        out[b, o, y, z] = bias[o] + sum over c, i, j of
                          weight[o, c, i, j] · x_padded[b, c', y·sh + i·dh, z·sw + j·dw]

    for y = 0 … Ho-1 and z = 0 … Wo-1, where Ho and Wo are what ``conv_out`` says. With ``groups``
    (g) the C input channels and the O output channels are cut into g consecutive blocks; output
    channel o belongs to block q = floor(o / (O / g)) and sees the channels c' = q·C/g + c of the
    same block only. g = 1 is the ordinary convolution, g = C looks at every channel on its own.

    ``stride``, ``padding`` and ``dilation`` are an int or a **(height, width)** pair.

    Example: x = [[1, 2, 3]] as a (1, 1, 1, 3) image, weight = [[1, 0]] as a (1, 1, 1, 2) kernel:
    the output is [[1, 2]]; a flipped kernel would give [[2, 3]].

    One Python loop over the kh · kw taps is fine; a loop over images, channels or pixels is not:
    the efficiency scenario counts torch calls.

    Forbidden: torch's own convolutions, ``torch.nn.functional.unfold`` and ``fold``.

    Args:
        x: (B, C, H, W) images.
        weight: (O, C / groups, kh, kw) kernels.
        bias: (O,), or None for no bias.
        stride: the step of the windows, (sh, sw).
        padding: zeros added on each side, (ph, pw).
        dilation: the distance between taps, (dh, dw).
        groups: the number of blocks of channels; must divide C and O.

    Returns:
        (B, O, Ho, Wo), in the dtype of ``x``.

    Raises:
        ValueError: if ``weight`` does not have C / groups channels, if ``groups`` does not divide
            C or O, or if the kernel does not fit into the padded image.

    """
    raise NotImplementedError("TODO: conv2d")


def im2col(
    x: Tensor, kernel_size: Pair, stride: Pair = 1, padding: Pair = 0, dilation: Pair = 1
) -> Tensor:
    """Write every window of the images as one column of a matrix.

    Column l = y·Wo + z holds what a kernel sees at output (y, z): windows are counted row by row.
    Row (c·kh + i)·kw + j holds tap (i, j) of channel c: **channel, then kernel row, then kernel
    column**, the order in which ``weight.reshape(O, -1)`` lies in memory. The border is zero.

    Example: x = [[1, 2, 3], [4, 5, 6]] with kernel (2, 2) has two windows,

        [[1, 2],    top left
         [2, 3],    top right
         [4, 5],    bottom left
         [5, 6]]    bottom right

    Forbidden: ``torch.nn.functional.unfold`` and ``fold``, torch's convolutions.

    Args:
        x: (B, C, H, W).
        kernel_size: (kh, kw) or one int, as are the other three.
        stride: the step of the windows.
        padding: zeros on each side.
        dilation: the distance between taps.

    Returns:
        (B, C · kh · kw, L) with L = Ho · Wo.

    """
    raise NotImplementedError("TODO: im2col")


def col2im(
    columns: Tensor,
    shape: tuple[int, int, int, int],
    kernel_size: Pair,
    stride: Pair = 1,
    padding: Pair = 0,
    dilation: Pair = 1,
) -> Tensor:
    """Put columns back where ``im2col`` took them from, **adding** where windows overlap.

    This is not the inverse of ``im2col`` but its transpose (its *adjoint*): for every x and y,

        <im2col(x), y> = <x, col2im(y)>

    which is why it is what backpropagation needs. Pixels that lie in three windows receive three
    summands, pixels that lie in none receive 0, and what falls on the padding is dropped.

    Example: the four-row matrix of ones for the 2x3 image above gives [[1, 2, 1], [1, 2, 1]].

    Args:
        columns: (B, C · kh · kw, L), in the order of ``im2col``.
        shape: (B, C, H, W), the shape of the image to return.
        kernel_size: (kh, kw) or one int, as are the other three.
        stride: the step of the windows.
        padding: the zeros that ``im2col`` added on each side.
        dilation: the distance between taps.

    Returns:
        (B, C, H, W).

    """
    raise NotImplementedError("TODO: col2im")


def conv2d_im2col(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Pair = 1,
    padding: Pair = 0,
    dilation: Pair = 1,
    groups: int = 1,
) -> Tensor:
    """Convolve by one matrix product per group: the same result as ``conv2d``.

    With X = im2col(x) and the kernels as rows of a matrix, out = W X + bias. This trades memory
    (X is about kh · kw times as large as x) for one large matrix product, which is what hardware is
    best at. The rows of X are ordered by channel first, so a group is a block of rows.

    Source: Chellapilla, Puri & Simard, "High performance convolutional neural networks for document
    processing", 2006.

    Args:
        x: (B, C, H, W).
        weight: (O, C / groups, kh, kw).
        bias: (O,) or None.
        stride: the step of the windows.
        padding: zeros on each side.
        dilation: the distance between taps.
        groups: the number of blocks of channels; you may rely on it dividing C and O.

    Returns:
        (B, O, Ho, Wo).

    """
    raise NotImplementedError("TODO: conv2d_im2col")


class Conv2dFunction(torch.autograd.Function):
    """Convolution with a backward pass written by hand.

    With X = im2col(x) of shape (B, C·kh·kw, L), W the kernels as an (O, C·kh·kw) matrix and G the
    upstream gradient as (B, O, L), the forward pass is W X + bias, and so (one group)

        grad_weight = sum over b of G_b X_bᵀ       reshaped to (O, C, kh, kw)
        grad_bias   = sum over b and l of G        (O,)
        grad_x      = col2im(Wᵀ G)                 (B, C, H, W)

    With groups the same three lines hold for every block of channels on its own.

    Two duties of an autograd function are part of the exercise. Keep ``x`` and ``weight``
    themselves with ``ctx.save_for_backward`` (numbers such as the stride may be attributes of
    ``ctx``): then autograd notices if someone changes them before the backward pass. And
    compute only what is asked: where ``ctx.needs_input_grad[i]`` is False, return None.

    Forbidden: torch's convolutions, ``unfold`` and ``fold``, and calling autograd inside. Second
    derivatives are not asked.
    """

    @staticmethod
    def forward(
        ctx: Any,
        x: Tensor,
        weight: Tensor,
        bias: Tensor | None,
        stride: Pair,
        padding: Pair,
        dilation: Pair,
        groups: int,
    ) -> Tensor:
        """Return the convolution, (B, O, Ho, Wo), and keep what the backward pass needs."""
        raise NotImplementedError("TODO: Conv2dFunction.forward")

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        """Return one gradient per argument of ``forward``: three tensors or None, then four None.

        ``grad`` is (B, O, Ho, Wo); a gradient has the shape of what it belongs to.
        """
        raise NotImplementedError("TODO: Conv2dFunction.backward")


class Conv2d(nn.Module):
    """A convolution layer on top of ``Conv2dFunction``; the constructor is given.

    Parameters: ``weight`` (O, C / groups, kh, kw) and ``bias`` (O,), or ``bias`` = None.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Pair,
        stride: Pair = 1,
        padding: Pair = 0,
        dilation: Pair = 1,
        groups: int = 1,
        *,
        bias: bool = True,
    ) -> None:
        """Draw all parameters uniformly within ±1/sqrt(fan_in)."""
        super().__init__()
        self.stride, self.padding, self.dilation, self.groups = stride, padding, dilation, groups
        shape = (out_channels, in_channels // groups, *pair(kernel_size))
        bound = 1 / math.sqrt(math.prod(shape[1:]))
        self.weight = nn.Parameter(torch.empty(shape).uniform_(-bound, bound))
        drawn = torch.empty(out_channels).uniform_(-bound, bound) if bias else None
        self.register_parameter("bias", None if drawn is None else nn.Parameter(drawn))

    def forward(self, x: Tensor) -> Tensor:
        """Return the convolution of ``x`` (B, C, H, W) with this layer's parameters."""
        raise NotImplementedError("TODO: Conv2d.forward")
