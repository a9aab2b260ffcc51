"""One unknown per sample (the dual) where samples are few, else QR of the augmented inputs."""

import torch
from torch import Tensor


def linreg_closed_form(x: Tensor, y: Tensor, l2: float = 0.0) -> tuple[Tensor, Tensor]:
    centred, aim = x - x.mean(0), y - y.mean()
    n, d = x.shape
    if n < d:
        kernel = centred @ centred.T + l2 * torch.eye(n, dtype=x.dtype, device=x.device)
        weight = centred.T @ torch.linalg.solve(kernel, aim)
    else:
        root = l2**0.5 * torch.eye(d, dtype=x.dtype, device=x.device)
        q, r = torch.linalg.qr(torch.cat([centred, root]))
        rotated = q[:n].T @ aim[:, None]
        weight = torch.linalg.solve_triangular(r, rotated, upper=True)[:, 0]
    return weight, y.mean() - torch.dot(x.mean(0), weight)
