"""MobileNets: networks for a telephone."""

from __future__ import annotations

from torch import Tensor, nn


def make_divisible(value: float, divisor: int = 8) -> int:
    """Round a number of channels to a multiple of ``divisor``, but never down by more than 10 %.

    1. Round to the nearest multiple: add half of ``divisor``, then go **down** to a multiple (so
       halves go up).
    2. It is at least ``divisor``.
    3. If it is now less than 0.9 · ``value``, go one multiple up.

    Example: 12 → 16, 11 → 16 (8 would be less than 9.9), 33 → 32, 3.2 → 8, 27.9 → 32.

    Args:
        value: the number of channels wished for, maybe with a fraction.
        divisor: what hardware likes to have.

    Returns:
        A Python int.

    """
    raise NotImplementedError("TODO: make_divisible")


class SqueezeExcite(nn.Module):
    """Weigh the channels of each image by what is in the image.

        s = mean of x over H and W                      squeeze, (B, C)
        g = sigmoid(W2 relu(W1 s + b1) + b2)            excite, (B, C), between 0 and 1
        out = g · x, every pixel of a channel by the same number

    W1 is ``nn.Linear``, C → max(1, floor(C / r)); W2 is ``nn.Linear``, back to C. ``parameters()``
    lists W1, b1, W2, b2.

    Source: Hu, Shen & Sun, "Squeeze-and-excitation networks", 2017.
    """

    def __init__(self, channels: int, r: int = 4) -> None:
        """Make the layers; ``r`` is the reduction."""
        raise NotImplementedError("TODO: SqueezeExcite.__init__")

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, C, H, W) to the same shape."""
        raise NotImplementedError("TODO: SqueezeExcite.forward")


class InvertedResidual(nn.Module):
    """The block of MobileNetV2: widen, look, narrow, and a shortcut between the narrow ends.

        1x1 convolution, in → in · expand            →  BN  →  ReLU6     (left out if expand is 1)
        3x3 depthwise, stride s, padding 1           →  BN  →  ReLU6
        1x1 convolution, in · expand → out           →  BN               (**linear**: no ReLU6)

    The input is added to the result exactly where s = 1 **and** in = out; there is no projection
    otherwise, and nothing after the addition. No convolution has a bias. ``parameters()`` lists the
    layers in the order above. The input must not be changed in place.

    Source: Sandler et al., "MobileNetV2: inverted residuals and linear bottlenecks", 2018.
    """

    def __init__(
        self, in_channels: int, out_channels: int, stride: int = 1, expand: int = 6
    ) -> None:
        """Make the layers."""
        raise NotImplementedError("TODO: InvertedResidual.__init__")

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, in, H, W) to (B, out, ceil(H / s), ceil(W / s))."""
        raise NotImplementedError("TODO: InvertedResidual.forward")


def mobilenet_v1(num_classes: int = 1000, alpha: float = 1.0, in_channels: int = 3) -> nn.Module:
    """Build MobileNet (version 1).

        3x3 convolution, in_channels → 32, stride 2, padding 1, no bias  →  BN  →  ReLU6
        13 separable blocks, channels (stride):
            64 (1), 128 (2), 128 (1), 256 (2), 256 (1), 512 (2),
            512 (1) five times, 1024 (2), 1024 (1)
        global average  →  linear → num_classes

    A separable block is: depthwise 3x3 with the stride and padding 1, BN, ReLU6; pointwise 1x1, BN,
    ReLU6; no bias. All activations here are ReLU6, min(max(x, 0), 6), as in the authors' code.
    Every number of channels n from 32 to 1024 becomes ``make_divisible(n * alpha)``.

    With ``alpha`` = 1 and 1000 classes: 4 231 976 parameters, listed by ``parameters()`` in the
    order above.

    Source: Howard et al., "MobileNets", 2017, table 1.

    Args:
        num_classes: the number of logits.
        alpha: the width multiplier.
        in_channels: the channels of the image.

    Returns:
        A module: (B, in_channels, H, W) becomes (B, num_classes), for H and W from 32.

    """

    raise NotImplementedError("TODO: mobilenet_v1")
