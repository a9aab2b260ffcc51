"""Gate by gate: one affine map for each block of rows."""

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

    def affine(k: int) -> Tensor:
        rows = slice(k * H, (k + 1) * H)
        of_x = torch.nn.functional.linear(x, W_ih[rows], b_ih[rows])
        return of_x + torch.nn.functional.linear(h, W_hh[rows], b_hh[rows])

    kept = affine(1).sigmoid() * c
    written = affine(0).sigmoid() * affine(2).tanh()
    new = kept + written
    return affine(3).sigmoid() * new.tanh(), new
