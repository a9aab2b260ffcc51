"""Through the singular values of the centred inputs."""

import torch
from torch import Tensor


def linreg_closed_form(x: Tensor, y: Tensor, l2: float = 0.0) -> tuple[Tensor, Tensor]:
    centre, level = x.mean(dim=0, keepdim=True), y.mean()
    u, s, vh = torch.linalg.svd(x - centre, full_matrices=False)
    shrunk = s / (s.square() + l2) * (u.T @ (y - level))
    weight = vh.T @ shrunk
    return weight, level - (centre @ weight).squeeze(0)
