"""Closed forms: everything from one stable sigmoid, GELU through erfc, masks for the kinks."""

import math

import torch
from torch import Tensor


def relu(x: Tensor) -> Tensor:
    return (x + x.abs()) / 2


def d_relu(x: Tensor) -> Tensor:
    return torch.heaviside(x, torch.zeros_like(x))


def leaky_relu(x: Tensor, slope: float = 0.01) -> Tensor:
    return x.clamp(min=0) + slope * x.clamp(max=0)


def d_leaky_relu(x: Tensor, slope: float = 0.01) -> Tensor:
    positive = (x > 0).to(x.dtype)
    return positive + slope * (1 - positive)


def sigmoid(x: Tensor) -> Tensor:
    return 1 / (1 + torch.exp(-x))


def d_sigmoid(x: Tensor) -> Tensor:
    z = torch.exp(-x.abs())
    return z / (1 + z).square()


def tanh(x: Tensor) -> Tensor:
    return 2 * sigmoid(2 * x) - 1


def d_tanh(x: Tensor) -> Tensor:
    return 4 * d_sigmoid(2 * x)


def gelu_exact(x: Tensor) -> Tensor:
    return x * torch.erfc(-x / math.sqrt(2)) / 2


def d_gelu_exact(x: Tensor) -> Tensor:
    return torch.erfc(-x / math.sqrt(2)) / 2 + x * torch.exp(-x * x / 2) / math.sqrt(2 * math.pi)


def silu(x: Tensor) -> Tensor:
    return x / (1 + torch.exp(-x))


def d_silu(x: Tensor) -> Tensor:
    return sigmoid(x) + x * d_sigmoid(x)
