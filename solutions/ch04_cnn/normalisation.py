"""Batch normalisation of images, and how it disappears into the convolution before it."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class BatchNorm2d(nn.Module):
    """Normalise every channel over batch, height and width.

    In training, with n = B · H · W values per channel,

        y = weight · (x - mean) / sqrt(var + eps) + bias,   mean = Σx / n,  var = Σ(x - mean)² / n

    and the running statistics move towards those of the batch, m = ``momentum``:

        running_mean = (1 - m) · running_mean + m · mean
        running_var  = (1 - m) · running_var  + m · var · n / (n - 1)     (the unbiased variance)

    In evaluation the running statistics stand in for mean and var, and nothing is updated: an image
    then gets the same answer in every batch.

    Parameters: ``weight`` (C,), ones at the start; ``bias`` (C,), zeros. Buffers: ``running_mean``
    (C,), zeros; ``running_var`` (C,), ones. No gradient flows through the buffers.

    Forbidden: torch's normalisations.

    Source: Ioffe & Szegedy, "Batch normalization", 2015.
    """

    def __init__(self, num_features: int, eps: float = 1e-5, momentum: float = 0.1) -> None:
        """Make parameters and buffers for ``num_features`` (C) channels."""
        ### BEGIN SOLUTION
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        """Return the normalised images, (B, C, H, W), of any memory layout.

        Raises:
            ValueError: in training, if there is a single value per channel (n = 1): its variance
                says nothing.

        """
        ### BEGIN SOLUTION
        mean, var = self.running_mean, self.running_var
        if self.training:
            n = x.numel() // x.shape[1]
            if n == 1:
                message = "batch normalisation needs more than one value per channel in training"
                raise ValueError(message)
            var, mean = torch.var_mean(x, dim=(0, 2, 3), correction=0)
            with torch.no_grad():
                self.running_mean.lerp_(mean, self.momentum)
                self.running_var.lerp_(var * n / (n - 1), self.momentum)
        scale = self.weight * torch.rsqrt(var + self.eps)
        return (x - mean[:, None, None]) * scale[:, None, None] + self.bias[:, None, None]
        ### END SOLUTION


def fold_bn(weight: Tensor, bias: Tensor | None, bn: nn.Module) -> tuple[Tensor, Tensor]:
    """Return the weight and bias of one convolution that does the work of convolution + BN.

    In evaluation batch normalisation multiplies every channel by a fixed number and adds another,
    so both can be folded into the convolution before it:

        a = bn.weight / sqrt(bn.running_var + bn.eps)
        folded weight[o] = a[o] · weight[o],   folded bias = a · (bias - bn.running_mean) + bn.bias

    A missing bias counts as 0. Nothing is changed in place.

    Args:
        weight: (O, C / groups, kh, kw), of the convolution.
        bias: (O,), or None.
        bn: has ``weight``, ``bias``, ``running_mean``, ``running_var`` (O,) and ``eps``.

    Returns:
        The new weight (same shape) and the new bias (O,).

    """
    ### BEGIN SOLUTION
    scale = bn.weight * torch.rsqrt(bn.running_var + bn.eps)
    shift = -bn.running_mean if bias is None else bias - bn.running_mean
    return weight * scale[:, None, None, None], scale * shift + bn.bias
    ### END SOLUTION
