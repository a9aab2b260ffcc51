"""AlexNet and VGG: deeper, and then deeper with nothing but 3x3 kernels."""

from __future__ import annotations

from torch import Tensor, nn

VGG11 = [(1, 64), (1, 128), (2, 256), (2, 512), (2, 512)]
VGG16 = [(2, 64), (2, 128), (3, 256), (3, 512), (3, 512)]


def scale(channels: int, width: float) -> int:
    """Return ``channels`` times ``width``, rounded, at least 1; given to you."""
    return max(1, round(channels * width))


def alexnet(num_classes: int, in_channels: int = 3, width: float = 1.0) -> nn.Module:
    """Build AlexNet, in the form that fits one graphics card (one tower).

        conv     in_channels → 64    kernel 11, stride 4, padding 2    relu
        max pooling, kernel 3, stride 2
        conv     64 → 192            kernel 5, padding 2               relu
        max pooling, kernel 3, stride 2
        conv     192 → 384           kernel 3, padding 1               relu
        conv     384 → 256           kernel 3, padding 1               relu
        conv     256 → 256           kernel 3, padding 1               relu
        max pooling, kernel 3, stride 2
        adaptive average pooling to 6 x 6, flatten
        linear   256·36 → 4096       relu     dropout 0.5
        linear   4096 → 4096         relu     dropout 0.5
        linear   4096 → num_classes

    ``width`` scales every number of channels and of hidden units: write ``scale(n, width)`` for n
    (the flattened size follows: 36 times the scaled 256). It never scales ``in_channels`` or
    ``num_classes``. All layers have a bias. With width 1 and 1000 classes there are 61 100 840
    parameters. ``parameters()`` lists them in the order above. Convolutions, linear layers and
    dropouts are ``nn.Conv2d``, ``nn.Linear`` and ``nn.Dropout``.

    Source: Krizhevsky, Sutskever & Hinton, "ImageNet classification with deep convolutional neural
    networks", 2012; layer sizes after Krizhevsky, "One weird trick", 2014. The local response
    normalisation of 2012 is left out.

    Args:
        num_classes: the number of logits.
        in_channels: the channels of the images.
        width: the factor of all inner sizes.

    Returns:
        A module: (B, in_channels, H, W) with H, W >= 63 becomes (B, num_classes).

    """
    ### BEGIN SOLUTION
    a, b, c, d = (scale(channels, width) for channels in (64, 192, 384, 256))
    hidden = scale(4096, width)
    return nn.Sequential(
        nn.Conv2d(in_channels, a, kernel_size=11, stride=4, padding=2),
        nn.ReLU(),
        nn.MaxPool2d(3, stride=2),
        nn.Conv2d(a, b, kernel_size=5, padding=2),
        nn.ReLU(),
        nn.MaxPool2d(3, stride=2),
        nn.Conv2d(b, c, kernel_size=3, padding=1),
        nn.ReLU(),
        nn.Conv2d(c, d, kernel_size=3, padding=1),
        nn.ReLU(),
        nn.Conv2d(d, d, kernel_size=3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(3, stride=2),
        nn.AdaptiveAvgPool2d(6),
        nn.Flatten(),
        nn.Linear(d * 36, hidden),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Linear(hidden, hidden),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Linear(hidden, num_classes),
    )
    ### END SOLUTION


def vgg_block(n_convs: int, in_channels: int, out_channels: int) -> nn.Module:
    """Build one VGG block: ``n_convs`` times (3x3 convolution, relu), then one max pooling.

    The kernels have padding 1 and stride 1, so only the pooling (kernel 2, stride 2) changes the
    size. The first convolution goes from ``in_channels`` to ``out_channels``, the others keep
    ``out_channels``. All have a bias.

    Args:
        n_convs: the number of convolutions.
        in_channels: the channels of the input.
        out_channels: the channels of the output.

    Returns:
        A module: (B, in_channels, H, W) becomes (B, out_channels, H // 2, W // 2).

    """
    ### BEGIN SOLUTION
    layers: list[nn.Module] = []
    for n in range(n_convs):
        channels = out_channels if n else in_channels
        layers += [nn.Conv2d(channels, out_channels, kernel_size=3, padding=1), nn.ReLU()]
    return nn.Sequential(*layers, nn.MaxPool2d(2))
    ### END SOLUTION


class VGG(nn.Module):
    """A VGG network: blocks of 3x3 convolutions, then three fully connected layers.

    One ``vgg_block`` for every (n_convs, channels) of ``config``, then

        adaptive average pooling to 7 x 7, flatten
        linear   C·49 → 4096         relu     dropout 0.5      (C: channels of the last block)
        linear   4096 → 4096         relu     dropout 0.5
        linear   4096 → num_classes

    ``width`` scales the channels of all blocks and the 4096 hidden units (``scale(n, width)``), but
    neither ``in_channels`` nor ``num_classes``. With width 1 and 1000 classes ``VGG11`` has
    132 863 336 parameters and ``VGG16`` has 138 357 544. ``parameters()`` lists them in the order
    above. Convolutions, linear layers and dropouts are ``nn.Conv2d``, ``nn.Linear`` and
    ``nn.Dropout``.

    Source: Simonyan & Zisserman, "Very deep convolutional networks for large-scale image
    recognition", 2014.
    """

    def __init__(
        self,
        config: list[tuple[int, int]],
        num_classes: int,
        width: float = 1.0,
        in_channels: int = 3,
    ) -> None:
        """Make the blocks of ``config`` and the classifier."""
        ### BEGIN SOLUTION
        super().__init__()
        blocks: list[nn.Module] = []
        channels = in_channels
        for n_convs, out_channels in config:
            wide = scale(out_channels, width)
            blocks.append(vgg_block(n_convs, channels, wide))
            channels = wide
        hidden = scale(4096, width)
        self.features = nn.Sequential(*blocks, nn.AdaptiveAvgPool2d(7), nn.Flatten())
        self.classifier = nn.Sequential(
            nn.Linear(channels * 49, hidden),
            nn.ReLU(),
            nn.Dropout(0.5),
            nn.Linear(hidden, hidden),
            nn.ReLU(),
            nn.Dropout(0.5),
            nn.Linear(hidden, num_classes),
        )
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        """Return the logits: (B, in_channels, H, W) becomes (B, num_classes)."""
        ### BEGIN SOLUTION
        return self.classifier(self.features(x))
        ### END SOLUTION
