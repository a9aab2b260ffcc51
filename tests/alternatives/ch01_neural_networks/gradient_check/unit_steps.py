"""All unit steps at once as the rows of an identity matrix; NumPy finds the worst index."""

import numpy as np
import torch
from torch import Tensor


def numerical_gradient(f, x: Tensor, eps: float = 1e-5) -> Tensor:
    centre = x.to(torch.float64)
    steps = torch.eye(x.numel(), dtype=torch.float64, device=x.device)
    steps = (steps * eps).reshape(-1, *x.shape)
    differences = [float(f(centre + e)) - float(f(centre - e)) for e in steps]
    return (centre.new_tensor(differences) / 2 / eps).reshape(x.shape)


def gradient_check(
    f, x: Tensor, grad: Tensor, tol: float = 1e-6
) -> tuple[bool, float, tuple[int, ...]]:
    n = numerical_gradient(f, x).cpu().numpy()
    a = grad.detach().cpu().numpy().astype(np.float64)
    error = np.abs(a - n) / np.maximum(np.maximum(np.abs(a), np.abs(n)), 1e-8)
    index = np.unravel_index(np.argmax(error), error.shape)
    return bool((error <= tol).all()), float(error.max()), tuple(int(i) for i in index)
