"""vjp of the last state; the line by plain Python sums of logarithms."""

import math

import torch
from torch import Tensor


def gradient_reach(run, x: Tensor, r: Tensor) -> Tensor:
    with torch.enable_grad():
        _, grad = torch.autograd.functional.vjp(lambda x: run(x)[:, -1], x.detach(), r)
    return torch.einsum("bti,bti->t", grad, grad) ** 0.5


def half_life(reach: Tensor) -> float:
    points = [(t, math.log2(v)) for t, v in enumerate(reach.double().tolist()) if v > 0]
    n = len(points)
    if n < 2:
        return 0.0
    mean_t = sum(t for t, _ in points) / n
    mean_y = sum(y for _, y in points) / n
    above = sum((t - mean_t) * (y - mean_y) for t, y in points)
    below = sum((t - mean_t) ** 2 for t, _ in points)
    return below / above if above > 0 else math.inf
