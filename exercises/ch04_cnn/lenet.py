"""LeNet-5, the network that read the cheques."""

from __future__ import annotations

from torch import Tensor, nn


class LeNet5(nn.Module):
    """LeNet-5: two convolutions with average pooling, then three fully connected layers.

    The layers, in this order, with a tanh after every convolution and after every hidden fully
    connected layer (so before the pooling that follows):

        conv      in_channels → 6    kernel k, padding p1     tanh
        average pooling, kernel 2, stride 2
        conv      6 → 16             kernel k, padding p2     tanh
        average pooling, kernel 2, stride 2
        flatten, channel first
        linear    F → 120                                     tanh
        linear    120 → 84                                    tanh
        linear    84 → num_classes

    It returns raw scores (logits): no tanh and no softmax at the end. All layers have a bias. What
    depends on the ``size`` of the square images:

        size   k   p1  p2   maps before flattening   F
        28     5   2   0    16 x 5 x 5               400
        32     5   0   0    16 x 5 x 5               400
        8      3   1   1    16 x 2 x 2               64

    With one channel, ten classes and size 28 or 32 it has 61 706 parameters. ``parameters()`` must
    list them in the order above, each weight before its bias; the names are free. Build it of
    ``nn.Conv2d`` and ``nn.Linear``; tanh and pooling may be modules or functions.

    Differences from the paper: its second convolution saw only some of the six maps, its pooling
    had two trainable numbers per map, and its output layer was of radial basis functions.

    Source: LeCun, Bottou, Bengio & Haffner, "Gradient-based learning applied to document
    recognition", 1998.
    """

    def __init__(self, in_channels: int = 1, num_classes: int = 10, size: int = 28) -> None:
        """Make the layers for square images of 28, 32 or 8 pixels.

        Raises:
            ValueError: for any other size.

        """
        raise NotImplementedError("TODO: LeNet5.__init__")

    def forward(self, x: Tensor) -> Tensor:
        """Return the logits: (B, in_channels, size, size) becomes (B, num_classes)."""
        raise NotImplementedError("TODO: LeNet5.forward")
