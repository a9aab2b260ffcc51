"""Random weights that neither shrink nor blow up what passes through them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor


def fan_in_out(shape: Sequence[int]) -> tuple[int, int]:
    """Return how many numbers a unit takes in, and how many units a number goes out to.

    - A linear weight (O, I): fan_in = I, fan_out = O.
    - A convolution's weight (O, I/groups, k₁, k₂, …): fan_in = I/groups · k₁ · k₂ · …,
      fan_out = O · k₁ · k₂ · … (the convention of torch, whatever the groups).

    Raises:
        ValueError: the shape has fewer than two axes.

    """
    raise NotImplementedError("TODO: fan_in_out")


def xavier_uniform_(w: Tensor, gain: float = 1.0, gen: torch.Generator | None = None) -> Tensor:
    """Fill ``w`` evenly from [-a, a], such that its standard deviation is that of Xavier.

        std = gain · sqrt(2 / (fan_in + fan_out))

    Mind that a uniform distribution on [-a, a] has a standard deviation smaller than a.

    All four functions with a trailing underscore work **in place**, return ``w`` itself, keep its
    dtype, and leave no trace in autograd, although ``w`` may require a gradient (it is a leaf
    before and after). They draw with ``gen``, a CPU generator; None means torch's global one.
    ``torch.nn.init`` is forbidden.

    Source: Glorot & Bengio, "Understanding the difficulty of training deep feedforward neural
    networks", 2010.
    """
    raise NotImplementedError("TODO: xavier_uniform_")


def xavier_normal_(w: Tensor, gain: float = 1.0, gen: torch.Generator | None = None) -> Tensor:
    """Fill ``w`` from a normal distribution with mean 0 and the deviation of Xavier.

    std = gain · sqrt(2 / (fan_in + fan_out))
    """
    raise NotImplementedError("TODO: xavier_normal_")


def kaiming_normal_(
    w: Tensor, mode: str = "fan_in", slope: float = 0.0, gen: torch.Generator | None = None
) -> Tensor:
    """Fill ``w`` from a normal distribution made for ReLU and its leaky kin.

        std = gain / sqrt(fan),     gain = sqrt(2 / (1 + slope²))

    where fan is fan_in (keeps the forward pass in scale) or fan_out (the backward pass), as
    ``mode`` says, and ``slope`` is that of the activation for negative inputs: 0 is ReLU.

    Source: He et al., "Delving deep into rectifiers", 2015.

    Raises:
        ValueError: ``mode`` is neither "fan_in" nor "fan_out".

    """
    raise NotImplementedError("TODO: kaiming_normal_")


def orthogonal_(w: Tensor, gain: float = 1.0, gen: torch.Generator | None = None) -> Tensor:
    """Fill ``w`` with a random matrix that keeps lengths.

    Seen as a matrix W of O = ``w.shape[0]`` rows (all other axes flattened into I columns):

        WᵀW = gain² · 1   if O ≥ I (a tall matrix),       W Wᵀ = gain² · 1   if O ≤ I (a wide one)

    It should favour no direction: turn the columns of a Gaussian matrix into an orthonormal basis.
    A QR decomposition does so, but fixes the signs on the diagonal of R in its own way; multiply
    each column of Q by the sign of that entry, or all your matrices have something in common.

    Source: Saxe et al., "Exact solutions to the nonlinear dynamics of learning in deep linear
    neural networks", 2013; Mezzadri, "How to generate random matrices from the classical compact
    groups", 2007.

    Raises:
        ValueError: ``w`` has fewer than two axes.

    """
    raise NotImplementedError("TODO: orthogonal_")
