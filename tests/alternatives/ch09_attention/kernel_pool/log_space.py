"""Logarithms of the kernels, normalised by logsumexp; the mean by einsum."""

import torch
from torch import Tensor


def log_gauss(u):
    return -u.pow(2) / 2


def log_box(u):
    return torch.where(u.abs() > 1, -torch.inf, 0 * u)


def log_epanechnikov(u):
    inside = 1 - u.pow(2)
    safe = torch.where(inside > 0, inside, 1)
    return torch.where(inside > 0, safe.log(), -torch.inf)


KERNELS = {"gauss": log_gauss, "box": log_box, "epanechnikov": log_epanechnikov}


def kernel_pool(xq: Tensor, xk: Tensor, v: Tensor, bandwidth, kernel: str = "gauss"):
    if kernel not in KERNELS:
        message = f"unknown kernel {kernel}"
        raise ValueError(message)
    logs = KERNELS[kernel](torch.subtract(xq.unsqueeze(1), xk.unsqueeze(0)) / bandwidth)
    nothing = (logs == -torch.inf).all(1, keepdim=True)
    logs = torch.where(nothing, 0, logs)
    weights = torch.exp(logs - torch.logsumexp(logs, 1, keepdim=True))
    weights = torch.where(nothing, 0, weights)
    return torch.einsum("qk,k...->q...", weights, v), weights
