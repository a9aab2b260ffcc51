"""Activation functions and their derivatives, element by element.

Every function takes a tensor of pre-activations of any shape and returns a new tensor of the same
shape and dtype. ``d_name(x)`` is the derivative of ``name`` at the same *pre-activation* ``x`` (it
is not given the output ``name(x)``). All of them must be finite for inputs of ±10,000.

Forbidden in the whole file: the ready-made activations of torch (``torch.sigmoid``,
``torch.tanh``, ``torch.relu``, those of ``torch.nn.functional`` …) and autograd. Allowed, among
others: ``exp``, ``expm1``, ``erf``, ``erfc``, ``where``, ``clamp``, ``abs``, comparisons. Use no
Python loop.
"""

import math

import torch
from torch import Tensor


def relu(x: Tensor) -> Tensor:
    """Return ``max(x, 0)`` (Nair and Hinton, 2010)."""
    raise NotImplementedError("TODO: relu")


def d_relu(x: Tensor) -> Tensor:
    """Return 1 where ``x > 0``, else 0; at exactly 0 it is 0, as in PyTorch."""
    raise NotImplementedError("TODO: d_relu")


def leaky_relu(x: Tensor, slope: float = 0.01) -> Tensor:
    """Return ``x`` where ``x > 0``, else ``slope · x`` (Maas et al., 2013)."""
    raise NotImplementedError("TODO: leaky_relu")


def d_leaky_relu(x: Tensor, slope: float = 0.01) -> Tensor:
    """Return 1 where ``x > 0``, else ``slope``; at exactly 0 it is ``slope``."""
    raise NotImplementedError("TODO: d_leaky_relu")


def sigmoid(x: Tensor) -> Tensor:
    """Return ``1 / (1 + exp(−x))`` without ever taking ``exp`` of a large positive number."""
    raise NotImplementedError("TODO: sigmoid")


def d_sigmoid(x: Tensor) -> Tensor:
    """Return the derivative ``σ(x) (1 − σ(x))``; at 0 it is ¼."""
    raise NotImplementedError("TODO: d_sigmoid")


def tanh(x: Tensor) -> Tensor:
    """Return ``(exp(x) − exp(−x)) / (exp(x) + exp(−x))``, finite for every finite ``x``."""
    raise NotImplementedError("TODO: tanh")


def d_tanh(x: Tensor) -> Tensor:
    """Return the derivative ``1 − tanh(x)²``; at 0 it is 1."""
    raise NotImplementedError("TODO: d_tanh")


def gelu_exact(x: Tensor) -> Tensor:
    """Return ``x · Φ(x)`` (Hendrycks and Gimpel, 2016).

    ``Φ(x) = ½ (1 + erf(x / √2))`` is the distribution function of the standard normal. The exact
    one, not the approximation with tanh.
    """
    raise NotImplementedError("TODO: gelu_exact")


def d_gelu_exact(x: Tensor) -> Tensor:
    """Return the derivative ``Φ(x) + x · φ(x)``, with ``φ(x) = exp(−x²/2) / √(2π)``."""
    raise NotImplementedError("TODO: d_gelu_exact")


def silu(x: Tensor) -> Tensor:
    """Return ``x · σ(x)``, also called swish (Elfwing et al., 2017)."""
    raise NotImplementedError("TODO: silu")


def d_silu(x: Tensor) -> Tensor:
    """Return the derivative of ``x · σ(x)``: work it out with the product rule; at 0 it is ½."""
    raise NotImplementedError("TODO: d_silu")
