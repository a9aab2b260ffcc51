"""Einsum over weights of shape (4, H, D), and every sigmoid written with tanh."""

import torch
from torch import Tensor


def lstm_cell(
    x: Tensor,
    state: tuple[Tensor, Tensor],
    W_ih: Tensor,
    W_hh: Tensor,
    b_ih: Tensor,
    b_hh: Tensor,
) -> tuple[Tensor, Tensor]:
    h, c = state
    H = c.shape[1]
    a = torch.einsum("bd,ghd->gbh", x, W_ih.reshape(4, H, -1))
    a = a + torch.einsum("bd,ghd->gbh", h, W_hh.reshape(4, H, H))
    a = a + (b_ih + b_hh).reshape(4, 1, H)
    half = (torch.tanh(a / 2) + 1) / 2  # the sigmoid
    new = torch.addcmul(half[0] * torch.tanh(a[2]), half[1], c)
    return half[3] * torch.tanh(new), new
