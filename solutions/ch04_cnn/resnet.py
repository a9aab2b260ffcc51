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
        ### BEGIN SOLUTION
        super().__init__()
        self.residual = nn.Sequential(
            nn.Conv2d(in_channels, out_channels, 3, stride, padding=1, bias=False),
            nn.BatchNorm2d(out_channels),
            nn.ReLU(),
            nn.Conv2d(out_channels, out_channels, 3, padding=1, bias=False),
            nn.BatchNorm2d(out_channels),
        )
        self.shortcut: nn.Module = nn.Identity()
        if stride != 1 or in_channels != out_channels:
            self.shortcut = nn.Sequential(
                nn.Conv2d(in_channels, out_channels, 1, stride, bias=False),
                nn.BatchNorm2d(out_channels),
            )
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, in, H, W) to (B, out, ceil(H / s), ceil(W / s))."""
        ### BEGIN SOLUTION
        return (self.residual(x) + self.shortcut(x)).relu()
        ### END SOLUTION


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
        ### BEGIN SOLUTION
        super().__init__()
        out_channels = mid_channels * expansion
        self.residual = nn.Sequential(
            nn.Conv2d(in_channels, mid_channels, 1, bias=False),
            nn.BatchNorm2d(mid_channels),
            nn.ReLU(),
            nn.Conv2d(mid_channels, mid_channels, 3, stride, padding=1, bias=False),
            nn.BatchNorm2d(mid_channels),
            nn.ReLU(),
            nn.Conv2d(mid_channels, out_channels, 1, bias=False),
            nn.BatchNorm2d(out_channels),
        )
        self.shortcut: nn.Module = nn.Identity()
        if stride != 1 or in_channels != out_channels:
            self.shortcut = nn.Sequential(
                nn.Conv2d(in_channels, out_channels, 1, stride, bias=False),
                nn.BatchNorm2d(out_channels),
            )
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, in, H, W) to (B, mid · expansion, ceil(H / s), ceil(W / s))."""
        ### BEGIN SOLUTION
        return (self.residual(x) + self.shortcut(x)).relu()
        ### END SOLUTION


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
        ### BEGIN SOLUTION
        super().__init__()
        self.activate = nn.Sequential(nn.BatchNorm2d(in_channels), nn.ReLU())
        self.residual = nn.Sequential(
            nn.Conv2d(in_channels, out_channels, 3, stride, padding=1, bias=False),
            nn.BatchNorm2d(out_channels),
            nn.ReLU(),
            nn.Conv2d(out_channels, out_channels, 3, padding=1, bias=False),
        )
        self.projection: nn.Module | None = None
        if stride != 1 or in_channels != out_channels:
            self.projection = nn.Conv2d(in_channels, out_channels, 1, stride, bias=False)
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, in, H, W) to (B, out, ceil(H / s), ceil(W / s))."""
        ### BEGIN SOLUTION
        activated = self.activate(x)
        shortcut = x if self.projection is None else self.projection(activated)
        return self.residual(activated) + shortcut
        ### END SOLUTION


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
    ### BEGIN SOLUTION
    blocks_of = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3)}
    if depth not in blocks_of:
        message = f"depth must be 18, 34 or 50, got {depth}"
        raise ValueError(message)
    block, expansion = (Bottleneck, 4) if depth == 50 else (BasicBlock, 1)
    channels = scale(64, width)
    layers: list[nn.Module] = [
        nn.Conv2d(3, channels, 7, stride=2, padding=3, bias=False),
        nn.BatchNorm2d(channels),
        nn.ReLU(),
        nn.MaxPool2d(3, stride=2, padding=1),
    ]
    for stage, n_blocks in enumerate(blocks_of[depth]):
        wide = scale(64 * 2**stage, width)
        for n in range(n_blocks):
            layers.append(block(channels, wide, 2 if stage and n == 0 else 1))
            channels = wide * expansion
    head = (nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, num_classes))
    return nn.Sequential(*layers, *head)
    ### END SOLUTION
