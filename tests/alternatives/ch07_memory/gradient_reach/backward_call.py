"""backward with inputs=[x] alone; the line by a linear system."""

import math

import torch
from torch import Tensor


def gradient_reach(run, x: Tensor, r: Tensor) -> Tensor:
    with torch.set_grad_enabled(mode=True):
        x = x.detach().requires_grad_()
        h = run(x).select(1, -1)
        h.backward(r, inputs=[x])
    return torch.linalg.vector_norm(x.grad, dim=(0, 2))


def half_life(reach: Tensor) -> float:
    alive = reach > 0
    if alive.sum() < 2:
        return 0.0
    t = torch.arange(len(reach), device=reach.device)[alive].double()
    y = torch.log2(reach[alive].double())
    A = torch.stack([torch.ones_like(t), t], 1)
    m = torch.linalg.solve(A.T @ A, A.T @ y)[1].item()
    return math.inf if m <= 0 else 1 / m
