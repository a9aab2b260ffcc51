"""A separable convolution, and what it saves."""

from __future__ import annotations

from torch import Tensor, nn


class SeparableConv2d(nn.Module):
    """A depthwise convolution, then a pointwise one, each normalised and rectified.

        depthwise k x k, in → in, stride s, padding floor(k / 2)  →  BN  →  relu
        pointwise 1x1, in → out                                   →  BN  →  relu

    The depthwise layer looks at neighbours and keeps the channels apart (``groups`` = in); the
    pointwise one mixes channels and looks at no neighbour. **Neither has a bias**: the BN behind it
    would take it away. Layers are ``nn.Conv2d``, ``nn.BatchNorm2d`` and ``nn.ReLU``;
    ``parameters()`` lists them in the order above.

    Source: Howard et al., "MobileNets: efficient convolutional neural networks for mobile vision
    applications", 2017, figure 3.
    """

    def __init__(
        self, in_channels: int, out_channels: int, kernel_size: int = 3, stride: int = 1
    ) -> None:
        """Make the layers; ``kernel_size`` is odd."""
        ### BEGIN SOLUTION
        super().__init__()
        same = kernel_size // 2
        self.layers = nn.Sequential(
            nn.Conv2d(
                *(in_channels, in_channels, kernel_size, stride, same),
                groups=in_channels,
                bias=False,
            ),
            nn.BatchNorm2d(in_channels),
            nn.ReLU(),
            nn.Conv2d(in_channels, out_channels, 1, bias=False),
            nn.BatchNorm2d(out_channels),
            nn.ReLU(),
        )
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, in, H, W) to (B, out, ceil(H / s), ceil(W / s))."""
        ### BEGIN SOLUTION
        return self.layers(x)
        ### END SOLUTION


def conv_cost(
    kind: str,
    in_channels: int,
    out_channels: int,
    kernel_size: int,
    height: int,
    width: int,
    stride: int = 1,
) -> tuple[int, int]:
    """Count the parameters and the multiply-accumulates (MACs) of a convolution.

    ``height`` and ``width`` are the size of the **input**; with padding floor(k / 2) and an odd k
    the output has ceil(height / stride) rows and ceil(width / stride) columns. Biases and BN are
    not counted. Each weight of a kernel is used once for every **output** pixel of its map, so
    MACs = parameters · output rows · output columns for each of the layers.

        kind          layers
        "standard"    k x k, in → out
        "depthwise"   k x k, one kernel for each of the ``out`` maps (out is a multiple of in)
        "pointwise"   1x1, in → out, whatever ``kernel_size`` is
        "separable"   depthwise k x k, in → in, with the stride, then pointwise in → out with
                      stride 1

    Example: ``conv_cost("standard", 3, 8, 3, 10, 10, 2)`` is (216, 5400): 8·3·9 weights, each used
    at 5·5 places.

    Returns:
        ``(parameters, macs)``, two ints.

    Raises:
        ValueError: for another kind.

    """
    ### BEGIN SOLUTION
    places = -(-height // stride) * -(-width // stride)
    window = kernel_size**2
    parameters = {
        "standard": out_channels * in_channels * window,
        "depthwise": out_channels * window,
        "pointwise": out_channels * in_channels,
        "separable": in_channels * window + out_channels * in_channels,
    }
    if kind not in parameters:
        message = f"kind must be one of {', '.join(parameters)}, got {kind!r}"
        raise ValueError(message)
    return parameters[kind], parameters[kind] * places
    ### END SOLUTION


def saving_ratio(out_channels: int, kernel_size: int) -> float:
    """Return the MACs of a separable convolution, divided by those of a standard one.

    It depends neither on the size of the image nor on the number of input channels; work it out.
    """
    ### BEGIN SOLUTION
    return 1 / out_channels + 1 / kernel_size**2
    ### END SOLUTION
