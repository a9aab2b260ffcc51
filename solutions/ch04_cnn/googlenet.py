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
        ### BEGIN SOLUTION
        super().__init__()
        self.one = nn.Sequential(nn.Conv2d(in_channels, c1, 1), nn.ReLU())
        self.three = nn.Sequential(
            nn.Conv2d(in_channels, c2[0], 1),
            nn.ReLU(),
            nn.Conv2d(c2[0], c2[1], 3, padding=1),
            nn.ReLU(),
        )
        self.five = nn.Sequential(
            nn.Conv2d(in_channels, c3[0], 1),
            nn.ReLU(),
            nn.Conv2d(c3[0], c3[1], 5, padding=2),
            nn.ReLU(),
        )
        self.pool = nn.Sequential(
            nn.MaxPool2d(3, stride=1, padding=1), nn.Conv2d(in_channels, c4, 1), nn.ReLU()
        )
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        """Return the concatenated branches: (B, in_channels, H, W) → (B, c1+c2b+c3b+c4, H, W)."""
        ### BEGIN SOLUTION
        branches = (self.one(x), self.three(x), self.five(x), self.pool(x))
        return torch.cat(branches, dim=1)
        ### END SOLUTION


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
        ### BEGIN SOLUTION
        super().__init__()
        stem, self.channels = scale(64, width), scale(192, width)
        self.width = width
        self.stem = nn.Sequential(
            nn.Conv2d(3, stem, 7, stride=2, padding=3),
            nn.ReLU(),
            self._pool(),
            nn.Conv2d(stem, stem, 1),
            nn.ReLU(),
            nn.Conv2d(stem, self.channels, 3, padding=1),
            nn.ReLU(),
            self._pool(),
        )
        self.to_4a = nn.Sequential(*self._blocks("3a", "3b"), self._pool(), *self._blocks("4a"))
        channels_4a = self.channels
        self.to_4d = nn.Sequential(*self._blocks("4b", "4c", "4d"))
        channels_4d = self.channels
        self.to_5b = nn.Sequential(*self._blocks("4e"), self._pool(), *self._blocks("5a", "5b"))
        self.head = nn.Sequential(
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Dropout(0.4),
            nn.Linear(self.channels, num_classes),
        )
        self.aux_4a = self._auxiliary(channels_4a, num_classes) if aux else None
        self.aux_4d = self._auxiliary(channels_4d, num_classes) if aux else None

    @staticmethod
    def _pool() -> nn.Module:
        return nn.MaxPool2d(3, stride=2, padding=1)

    def _blocks(self, *names: str) -> list[nn.Module]:
        blocks = []
        for name in names:
            c1, (c2a, c2b), (c3a, c3b), c4 = INCEPTIONS[name]
            c1, c2a, c2b, c3a, c3b, c4 = (
                scale(c, self.width) for c in (c1, c2a, c2b, c3a, c3b, c4)
            )
            blocks.append(Inception(self.channels, c1, (c2a, c2b), (c3a, c3b), c4))
            self.channels = c1 + c2b + c3b + c4
        return blocks

    def _auxiliary(self, channels: int, num_classes: int) -> nn.Module:
        reduced, hidden = scale(128, self.width), scale(1024, self.width)
        return nn.Sequential(
            nn.AdaptiveAvgPool2d(4),
            nn.Conv2d(channels, reduced, 1),
            nn.ReLU(),
            nn.Flatten(),
            nn.Linear(reduced * 16, hidden),
            nn.ReLU(),
            nn.Dropout(0.7),
            nn.Linear(hidden, num_classes),
        )
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor | tuple[Tensor, Tensor, Tensor]:
        """Return logits (B, num_classes), in training with ``aux`` the triple of logits.

        ``x`` is (B, 3, H, W) with H, W >= 32.
        """
        ### BEGIN SOLUTION
        at_4a = self.to_4a(self.stem(x))
        at_4d = self.to_4d(at_4a)
        logits = self.head(self.to_5b(at_4d))
        if self.aux_4a is None or self.aux_4d is None or not self.training:
            return logits
        return logits, self.aux_4a(at_4a), self.aux_4d(at_4d)
        ### END SOLUTION
