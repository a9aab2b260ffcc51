"""Inception blocks and GoogLeNet: several kernel sizes side by side."""

from __future__ import annotations

import torch
from torch import Tensor, nn

# name → (c1, (c2a, c2b), (c3a, c3b), c4), table 1 of the paper
INCEPTIONS = {
    "3a": (64, (96, 128), (16, 32), 32),
    "3b": (128, (128, 192), (32, 96), 64),
    "4a": (192, (96, 208), (16, 48), 64),
    "4b": (160, (112, 224), (24, 64), 64),
    "4c": (128, (128, 256), (24, 64), 64),
    "4d": (112, (144, 288), (32, 64), 64),
    "4e": (256, (160, 320), (32, 128), 128),
    "5a": (256, (160, 320), (32, 128), 128),
    "5b": (384, (192, 384), (48, 128), 128),
}


def scale(channels: int, width: float) -> int:
    """Return ``channels`` times ``width``, rounded, at least 1; given to you."""
    return max(1, round(channels * width))


class Inception(nn.Module):
    """Four branches that look at the same input, concatenated along the channels.

        1.  conv 1x1, c1
        2.  conv 1x1, c2a  →  conv 3x3 padding 1, c2b
        3.  conv 1x1, c3a  →  conv 5x5 padding 2, c3b
        4.  max pooling 3x3, stride 1, padding 1  →  conv 1x1, c4

    Every convolution has a bias and is followed by a relu. The spatial size does not change. The
    output channels are those of branch 1, then 2, 3 and 4: c1 + c2b + c3b + c4 in all.
    ``parameters()`` lists the six convolutions in the order above, weight before bias. There is no
    batch normalisation: it came a year later.

    Source: Szegedy et al., "Going deeper with convolutions", 2014, figure 2(b).
    """

    def __init__(
        self,
        in_channels: int,
        c1: int,
        c2: tuple[int, int],
        c3: tuple[int, int],
        c4: int,
    ) -> None:
        """Make the branches; ``c2`` = (c2a, c2b) and ``c3`` = (c3a, c3b)."""
        raise NotImplementedError("TODO: Inception.__init__")

    def forward(self, x: Tensor) -> Tensor:
        """Return the concatenated branches: (B, in_channels, H, W) → (B, c1+c2b+c3b+c4, H, W)."""
        raise NotImplementedError("TODO: Inception.forward")


class GoogLeNet(nn.Module):
    """GoogLeNet: a stem, nine inception blocks, a global average, one linear layer.

        conv 7x7, 3 → 64, stride 2, padding 3     relu
        max pooling
        conv 1x1, 64 → 64                         relu
        conv 3x3, 64 → 192, padding 1             relu
        max pooling
        inception 3a, 3b
        max pooling
        inception 4a, 4b, 4c, 4d, 4e
        max pooling
        inception 5a, 5b
        global average, dropout 0.4
        linear → num_classes

    Every max pooling has kernel 3, stride 2, padding 1. The channels of the blocks are in
    ``INCEPTIONS``. ``width`` scales every number of channels (``scale(n, width)``), those of the
    auxiliary heads too, but not the 3 of the images and not ``num_classes``.

    With ``aux=True`` two more classifiers look at the outputs of 4a and 4d:

        adaptive average pooling to 4 x 4
        conv 1x1 → 128                            relu
        flatten
        linear → 1024                             relu     dropout 0.7
        linear → num_classes

    They help the gradient to reach the early layers, so they speak in **training only**: the
    forward pass returns ``(logits, logits_4a, logits_4d)`` in training mode with ``aux=True``, and
    ``logits`` alone otherwise.

    All layers have a bias. ``parameters()`` lists the network in the order above, then the head at
    4a, then the head at 4d. Convolutions, linear layers and dropouts are ``nn.Conv2d``,
    ``nn.Linear`` and ``nn.Dropout``. With width 1 and 1000 classes there are 6 998 552 parameters
    without and 13 378 280 with the heads. The local response normalisation of the paper is left
    out.

    Source: Szegedy et al., "Going deeper with convolutions", 2014, table 1.
    """

    def __init__(self, num_classes: int, width: float = 1.0, *, aux: bool = False) -> None:
        """Make all layers; ``aux`` says whether there are auxiliary heads."""
        raise NotImplementedError("TODO: GoogLeNet.__init__")

    def forward(self, x: Tensor) -> Tensor | tuple[Tensor, Tensor, Tensor]:
        """Return logits (B, num_classes), in training with ``aux`` the triple of logits.

        ``x`` is (B, 3, H, W) with H, W >= 32.
        """
        raise NotImplementedError("TODO: GoogLeNet.forward")
