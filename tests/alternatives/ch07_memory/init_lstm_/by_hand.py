"""Orthogonal matrices from a QR decomposition, Xavier from rand, the bias split over both."""

import math

import torch
from torch import Tensor


def init_lstm_(
    params: dict[str, Tensor], gen: torch.Generator | None = None, forget_bias: float = 1.0
) -> dict[str, Tensor]:
    rows, H = params["W_hh"].shape
    D = params["W_ih"].shape[1]
    bound = math.sqrt(6 / (D + H))
    for k in range(4):
        Q, R = torch.linalg.qr(torch.randn(H, H, generator=gen))
        params["W_hh"].data[k * H : (k + 1) * H] = Q * R.diagonal().sign()
    params["W_ih"].data.copy_((2 * torch.rand(rows, D, generator=gen) - 1) * bound)
    is_forget = (torch.arange(rows) // H == 1).float()
    for name in ("b_ih", "b_hh"):
        params[name].data.copy_(is_forget * forget_bias / 2)
    return params
