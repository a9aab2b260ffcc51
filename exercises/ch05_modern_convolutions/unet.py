"""U-Net: a label for every pixel."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class DoubleConv(nn.Sequential):
    """Two times 3x3 convolution (padding 1, no bias), BN, relu; given to you."""

    def __init__(self, in_channels: int, out_channels: int) -> None:
        layers: list[nn.Module] = []
        for channels in (in_channels, out_channels):
            layers += [
                nn.Conv2d(channels, out_channels, 3, padding=1, bias=False),
                nn.BatchNorm2d(out_channels),
                nn.ReLU(),
            ]
        super().__init__(*layers)


class UNet(nn.Module):
    """Down, across, up: an encoder, a decoder, and a shortcut on every level.

    With n = ``base`` and L = ``depth``, for an image (B, in_channels, H, W):

        level i = 0 … L-1   DoubleConv → n·2^i channels. **This is kept** as skip i.
                            Then max pooling, 2x2, for the next level.
        bottom              DoubleConv → n·2^L channels
        level i = L-1 … 0   up: twice the size, and n·2^(i+1) → n·2^i channels
                            concatenate [skip i, up] along the channels, **the skip first**
                            DoubleConv, 2·n·2^i → n·2^i channels
        head                1x1 convolution with bias, n → num_classes

    ``up="transpose"`` enlarges by ``nn.ConvTranspose2d`` with kernel 2 and stride 2, with bias;
    ``up="bilinear"`` by bilinear interpolation (``align_corners=False``), then a 1x1 convolution
    with bias. ``parameters()`` lists the layers in the order in which an image meets them: encoder
    levels, bottom, then for each decoder level its up-layer and its DoubleConv, and the head.

    The original cuts the skips to size, because it does not pad; with padding 1 every size fits,
    if H and W can be halved L times.

    Source: Ronneberger, Fischer & Brox, "U-Net: convolutional networks for biomedical image
    segmentation", 2015, figure 1.
    """

    def __init__(
        self,
        in_channels: int,
        num_classes: int,
        base: int = 16,
        depth: int = 3,
        up: str = "transpose",
    ) -> None:
        """Make the layers; ``up`` is "transpose" or "bilinear", ``depth`` at least 1.

        Raises:
            ValueError: for another ``up``.

        """
        raise NotImplementedError("TODO: UNet.__init__")

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, in_channels, H, W) to logits (B, num_classes, H, W).

        Raises:
            ValueError: if H or W is no multiple of 2^depth.

        """
        raise NotImplementedError("TODO: UNet.forward")
