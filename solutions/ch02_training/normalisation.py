"""Batch normalisation of feature vectors, forward and backward."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class BatchNorm1d(nn.Module):
    """Normalise every feature over the batch (and over the length, if there is one).

    In training, with n values per feature (n = N for (N, C), n = N · L for (N, C, L)),

        y = weight · (x - mean) / sqrt(var + eps) + bias,   mean = Σx / n,  var = Σ(x - mean)² / n

    and the running statistics move towards those of the batch:

        running_mean ← (1 - m) · running_mean + m · mean
        running_var  ← (1 - m) · running_var  + m · var · n / (n - 1)     (the unbiased variance)

    where m is ``momentum``; with ``momentum=None``, m = 1 / num_batches_tracked, counted with this
    batch, so that the running statistics are the plain mean over all batches so far.

    In evaluation the running statistics stand in for mean and var, and nothing is updated: a
    sample then gets the same answer in every batch.

    Parameters: ``weight`` (C,), ones at the start; ``bias`` (C,), zeros. Buffers (they are in the
    ``state_dict``): ``running_mean`` (C,), zeros; ``running_var`` (C,), ones;
    ``num_batches_tracked`` (), int64, 0. No gradient flows through the buffers.

    Forbidden: torch's normalisations, and in ``batchnorm_backward`` autograd.

    Source: Ioffe & Szegedy, "Batch normalization", 2015.
    """

    def __init__(self, num_features: int, eps: float = 1e-5, momentum: float | None = 0.1) -> None:
        """Make parameters and buffers for ``num_features`` (C) features."""
        ### BEGIN SOLUTION
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        """Return the normalised batch, in the shape of x: (N, C) or (N, C, L).

        Raises:
            ValueError: x has neither two nor three axes; or, in training, there is a single value
                per feature (n = 1): its variance says nothing. Nothing is updated then.

        """
        ### BEGIN SOLUTION
        if x.dim() not in {2, 3}:
            message = f"expected (N, C) or (N, C, L), got the shape {tuple(x.shape)}"
            raise ValueError(message)
        mean, var = self.running_mean, self.running_var
        if self.training:
            n = x.numel() // x.shape[1]
            if n == 1:
                message = "batch normalisation needs more than one value per feature in training"
                raise ValueError(message)
            axes = (0, 2) if x.dim() == 3 else (0,)
            var, mean = torch.var_mean(x, dim=axes, correction=0)
            self._track(mean.detach(), var.detach() * n / (n - 1))
        shape = (-1, 1) if x.dim() == 3 else (-1,)
        scale = self.weight * torch.rsqrt(var + self.eps)
        return (x - mean.view(shape)) * scale.view(shape) + self.bias.view(shape)

    def _track(self, mean: Tensor, var: Tensor) -> None:
        self.num_batches_tracked += 1
        m = 1 / self.num_batches_tracked if self.momentum is None else self.momentum
        self.running_mean.copy_((1 - m) * self.running_mean + m * mean)
        self.running_var.copy_((1 - m) * self.running_var + m * var)
        ### END SOLUTION


def batchnorm_backward(
    dy: Tensor, x_hat: Tensor, inv_std: Tensor, weight: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """Differentiate batch normalisation in training mode, by hand.

    The forward pass was, over the n = N values of each feature,

        x_hat = (x - mean) · inv_std,   inv_std = 1 / sqrt(var + eps),   y = weight · x_hat + bias

    with mean and (biased) var of x itself: **they depend on x**, so dx has three parts.

    Args:
        dy: the gradient of the loss with respect to y, (N, C).
        x_hat: (N, C).
        inv_std: (C,).
        weight: (C,).

    Returns:
        ``(dx, dweight, dbias)``: the gradients with respect to x (N, C), weight (C,), bias (C,).

    """
    ### BEGIN SOLUTION
    dweight, dbias = (dy * x_hat).sum(0), dy.sum(0)
    n = len(dy)
    dx = weight * inv_std * (dy - dbias / n - x_hat * dweight / n)
    return dx, dweight, dbias
    ### END SOLUTION
