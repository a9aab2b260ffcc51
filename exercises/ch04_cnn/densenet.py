"""DenseNet: every layer sees everything before it."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class DenseLayer(nn.Module):
    """One layer of a dense block; returns its **new** maps only.

        BN → relu → conv 1x1, in → 4 · growth  →  BN → relu → conv 3x3, 4 · growth → growth

    The 3x3 convolution has padding 1; no convolution has a bias. Convolutions are ``nn.Conv2d``, BN
    is ``nn.BatchNorm2d``, in the rest of the file too; ``parameters()`` lists the layers in this
    order.

    Source: Huang, Liu, van der Maaten & Weinberger, "Densely connected convolutional networks",
    2016 (DenseNet-B).
    """

    def __init__(self, in_channels: int, growth: int) -> None:
        """Make the layers."""
        raise NotImplementedError("TODO: DenseLayer.__init__")

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, in, H, W) to the new maps (B, growth, H, W)."""
        raise NotImplementedError("TODO: DenseLayer.forward")


class DenseBlock(nn.Module):
    """``n_layers`` dense layers, each of which sees the input and all maps made before it.

        x_0 = x,    new_i = layer_i(x_{i-1}),    x_i = [x_{i-1}, new_i]   (along the channels)

    New maps go **behind** the old ones. Layer i has in + (i - 1) · growth input channels, the block
    returns in + n_layers · growth channels.
    """

    def __init__(self, in_channels: int, n_layers: int, growth: int) -> None:
        """Make the layers, first to last."""
        raise NotImplementedError("TODO: DenseBlock.__init__")

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, in, H, W) to (B, in + n_layers · growth, H, W)."""
        raise NotImplementedError("TODO: DenseBlock.forward")


class Transition(nn.Module):
    """Between two dense blocks: BN → relu → conv 1x1, in → out → average pooling 2x2, stride 2.

    The convolution has no bias.
    """

    def __init__(self, in_channels: int, out_channels: int) -> None:
        """Make the layers."""
        raise NotImplementedError("TODO: Transition.__init__")

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, in, H, W) to (B, out, H // 2, W // 2)."""
        raise NotImplementedError("TODO: Transition.forward")


def densenet(block_config: list[int], growth: int, num_classes: int) -> nn.Module:
    """Build a DenseNet-BC.

        conv 7x7, 3 → 2 · growth, stride 2, padding 3, no bias  →  BN  →  relu
        max pooling, kernel 3, stride 2, padding 1
        a dense block of n layers for every n of block_config;
            between two blocks a transition from C to floor(C / 2) channels
        BN → relu → global average → linear → num_classes

    DenseNet-121 is ``densenet([6, 12, 24, 16], growth=32, num_classes=1000)``: 7 978 856
    parameters, listed by ``parameters()`` in the order above.

    Args:
        block_config: the number of layers of each dense block.
        growth: the number of maps that each layer adds (k in the paper).
        num_classes: the number of logits.

    Returns:
        A module: (B, 3, H, W) becomes (B, num_classes).

    """
    raise NotImplementedError("TODO: densenet")
