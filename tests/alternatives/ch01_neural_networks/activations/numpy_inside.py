"""NumPy inside: the numbers leave torch and come back in the dtype of the input."""

import math

import numpy as np
import torch
from torch import Tensor


def _through_numpy(function, x: Tensor, *options: float) -> Tensor:
    values = function(x.detach().cpu().double().numpy(), *options)
    return torch.from_numpy(np.asarray(values)).to(x.dtype).to(x.device)


def _sigmoid(x: np.ndarray) -> np.ndarray:
    return np.exp(-np.logaddexp(0.0, -x))


def _erf(x: np.ndarray) -> np.ndarray:
    return np.vectorize(math.erf, otypes=[float])(x)


def _cdf(x: np.ndarray) -> np.ndarray:
    return (1 + _erf(x / math.sqrt(2))) / 2


def relu(x: Tensor) -> Tensor:
    return _through_numpy(lambda v: np.maximum(v, 0.0), x)


def d_relu(x: Tensor) -> Tensor:
    return _through_numpy(lambda v: np.where(v > 0, 1.0, 0.0), x)


def leaky_relu(x: Tensor, slope: float = 0.01) -> Tensor:
    return _through_numpy(lambda v: np.where(v > 0, v, slope * v), x)


def d_leaky_relu(x: Tensor, slope: float = 0.01) -> Tensor:
    return _through_numpy(lambda v: np.where(v > 0, 1.0, slope), x)


def sigmoid(x: Tensor) -> Tensor:
    return _through_numpy(_sigmoid, x)


def d_sigmoid(x: Tensor) -> Tensor:
    return _through_numpy(lambda v: _sigmoid(v) * _sigmoid(-v), x)


def tanh(x: Tensor) -> Tensor:
    return _through_numpy(np.tanh, x)


def d_tanh(x: Tensor) -> Tensor:
    return _through_numpy(lambda v: 1 - np.tanh(v) ** 2, x)


def gelu_exact(x: Tensor) -> Tensor:
    return _through_numpy(lambda v: v * _cdf(v), x)


def d_gelu_exact(x: Tensor) -> Tensor:
    return _through_numpy(lambda v: _cdf(v) + v * np.exp(-(v**2) / 2) / math.sqrt(2 * math.pi), x)


def silu(x: Tensor) -> Tensor:
    return _through_numpy(lambda v: v * _sigmoid(v), x)


def d_silu(x: Tensor) -> Tensor:
    return _through_numpy(lambda v: _sigmoid(v) * (1 + v * _sigmoid(-v)), x)
