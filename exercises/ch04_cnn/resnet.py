"""Residual networks: learn what to add."""

from __future__ import annotations

from torch import Tensor, nn


def scale(channels: int, width: float) -> int:
    """Return ``channels`` times ``width``, rounded, at least 1; given to you."""
    return max(1, round(channels * width))


class BasicBlock(nn.Module):
    """Two 3x3 convolutions and a shortcut: y = relu(F(x) + shortcut(x)).

        F:  conv 3x3, in → out, stride s  →  BN  →  relu  →  conv 3x3, out → out, stride 1  →  BN

    The shortcut is x itself, without any parameter, where s = 1 and in = out; otherwise it is
    a projection: conv 1x1, in → out, stride s  →  BN. The 3x3 convolutions have padding 1. No
    convolution has a bias: the BN behind it would take it away. The last relu stands **after** the
    addition. The input must not be changed in place.

    ``parameters()`` lists F in order, then the projection. Convolutions are ``nn.Conv2d``, BN is
    ``nn.BatchNorm2d``, here and in the rest of the file.

    Source: He, Zhang, Ren & Sun, "Deep residual learning for image recognition", 2015, figure 5
    (left), shortcut option B.
    """

    def __init__(self, in_channels: int, out_channels: int, stride: int = 1) -> None:
        """Make the layers; ``stride`` is that of the first convolution and of the projection."""
        raise NotImplementedError("TODO: BasicBlock.__init__")

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, in, H, W) to (B, out, ceil(H / s), ceil(W / s))."""
        raise NotImplementedError("TODO: BasicBlock.forward")


class Bottleneck(nn.Module):
    """Narrow, look, widen: y = relu(F(x) + shortcut(x)) with three convolutions.

        F:  conv 1x1, in → mid               →  BN  →  relu
            conv 3x3, mid → mid, stride s    →  BN  →  relu
            conv 1x1, mid → mid · expansion  →  BN

    The stride stands at the 3x3 convolution (the paper had it at the first; this later form, as in
    torchvision, is better). The shortcut is x where s = 1 and in = mid · expansion, otherwise conv
    1x1 with stride s and BN. No convolution has a bias. Order of ``parameters()``: F, projection.

    Source: He et al., 2015, figure 5 (right).
    """

    def __init__(
        self, in_channels: int, mid_channels: int, stride: int = 1, expansion: int = 4
    ) -> None:
        """Make the layers; the output has ``mid_channels * expansion`` channels."""
        raise NotImplementedError("TODO: Bottleneck.__init__")

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, in, H, W) to (B, mid · expansion, ceil(H / s), ceil(W / s))."""
        raise NotImplementedError("TODO: Bottleneck.forward")


class PreActBlock(nn.Module):
    """The block turned around: normalise and activate *before* each convolution.

        a = relu(BN(x))
        F = conv 3x3, in → out, stride s of a  →  BN  →  relu  →  conv 3x3, out → out
        y = F + shortcut                       (nothing after the addition)

    The shortcut is x (not a!) where s = 1 and in = out; otherwise it is conv 1x1, in → out, stride
    s, of **a**, without BN. No convolution has a bias. Order of ``parameters()``: BN, conv, BN,
    conv, projection.

    Source: He, Zhang, Ren & Sun, "Identity mappings in deep residual networks", 2016.
    """

    def __init__(self, in_channels: int, out_channels: int, stride: int = 1) -> None:
        """Make the layers."""
        raise NotImplementedError("TODO: PreActBlock.__init__")

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, in, H, W) to (B, out, ceil(H / s), ceil(W / s))."""
        raise NotImplementedError("TODO: PreActBlock.forward")


def resnet(depth: int, num_classes: int, width: float = 1.0) -> nn.Module:
    """Build ResNet-18, -34 (basic blocks) or -50 (bottlenecks).

        conv 7x7, 3 → 64, stride 2, padding 3, no bias  →  BN  →  relu
        max pooling, kernel 3, stride 2, padding 1
        four stages of blocks with 64, 128, 256, 512 channels
        global average, linear → num_classes

        depth   blocks per stage   block         output channels of a stage
        18      2, 2, 2, 2         BasicBlock    64, 128, 256, 512
        34      3, 4, 6, 3         BasicBlock    64, 128, 256, 512
        50      3, 4, 6, 3         Bottleneck    256, 512, 1024, 2048

    For bottlenecks 64 … 512 are the ``mid_channels``. The first block of stages 2, 3 and 4 has
    stride 2, every other block stride 1. ``width`` scales 64, 128, 256, 512 (``scale(n, width)``)
    and nothing else. With width 1 and 1000 classes: 11 689 512, 21 797 672 and 25 557 032
    parameters, listed by ``parameters()`` in the order above.

    Args:
        depth: 18, 34 or 50.
        num_classes: the number of logits.
        width: the factor of all channels.

    Returns:
        A module: (B, 3, H, W) becomes (B, num_classes).

    Raises:
        ValueError: for another depth.

    """
    raise NotImplementedError("TODO: resnet")
