"""Masks and assignment into a fresh tensor, each branch only where it is safe."""

import math

import torch
from torch import Tensor


def relu(x: Tensor) -> Tensor:
    y = x.clone()
    y[x < 0] = 0
    return y


def d_relu(x: Tensor) -> Tensor:
    y = torch.zeros_like(x)
    y[x > 0] = 1
    return y


def leaky_relu(x: Tensor, slope: float = 0.01) -> Tensor:
    y = x.clone()
    y[x < 0] *= slope
    return y


def d_leaky_relu(x: Tensor, slope: float = 0.01) -> Tensor:
    y = torch.full_like(x, slope)
    y[x > 0] = 1
    return y


def sigmoid(x: Tensor) -> Tensor:
    y = torch.empty_like(x)
    positive = x >= 0
    y[positive] = 1 / (1 + (-x[positive]).exp())
    grown = x[~positive].exp()
    y[~positive] = grown / (1 + grown)
    return y


def d_sigmoid(x: Tensor) -> Tensor:
    return sigmoid(x) * sigmoid(-x)


def tanh(x: Tensor) -> Tensor:
    y = torch.empty_like(x)
    positive = x >= 0
    falling = (-2 * x[positive]).exp()
    y[positive] = (1 - falling) / (1 + falling)
    growing = (2 * x[~positive]).exp()
    y[~positive] = (growing - 1) / (growing + 1)
    return y


def d_tanh(x: Tensor) -> Tensor:
    t = tanh(x)
    return (1 - t) * (1 + t)


def _cdf(x: Tensor) -> Tensor:
    return (1 + (x * math.sqrt(0.5)).erf()) / 2


def gelu_exact(x: Tensor) -> Tensor:
    return x * _cdf(x)


def d_gelu_exact(x: Tensor) -> Tensor:
    density = torch.exp(-x.square() / 2 - 0.5 * math.log(2 * math.pi))
    return _cdf(x) + x * density


def silu(x: Tensor) -> Tensor:
    return x.mul(sigmoid(x))


def d_silu(x: Tensor) -> Tensor:
    s = sigmoid(x)
    return s + x * s - x * s * s
