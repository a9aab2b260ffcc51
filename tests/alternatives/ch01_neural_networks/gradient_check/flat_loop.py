"""A loop over a flattened copy whose entries are moved and put back."""

import torch
from torch import Tensor


def numerical_gradient(f, x: Tensor, eps: float = 1e-5) -> Tensor:
    flat = x.detach().double().reshape(-1).clone()
    slopes = []
    for i in range(flat.numel()):
        original = flat[i].item()
        flat[i] = original + eps
        above = f(flat.view(x.shape)).item()
        flat[i] = original - eps
        below = f(flat.view(x.shape)).item()
        flat[i] = original
        slopes.append((above - below) / (2 * eps))
    return torch.tensor(slopes, dtype=torch.float64, device=x.device).reshape(x.shape)


def gradient_check(
    f, x: Tensor, grad: Tensor, tol: float = 1e-6
) -> tuple[bool, float, tuple[int, ...]]:
    estimate = numerical_gradient(f, x).reshape(-1).tolist()
    worst, place = -1.0, 0
    for i, (a, n) in enumerate(zip(grad.reshape(-1).tolist(), estimate, strict=True)):
        error = abs(a - n) / max(abs(a), abs(n), 1e-8)
        if error > worst:
            worst, place = error, i
    index = []
    for size in reversed(x.shape):
        index.insert(0, place % size)
        place //= size
    return worst <= tol, worst, tuple(index)
