"""Longest first: at every step only the sequences that have it, as packing does."""

import torch
from torch import Tensor

from .cells import lstm_cell


def lstm_forward(
    x: Tensor, lengths: Tensor, h0: Tensor, c0: Tensor, params: dict[str, Tensor]
) -> tuple[Tensor, tuple[Tensor, Tensor]]:
    order = lengths.argsort(descending=True)
    back = order.argsort()
    h, c = h0[order], c0[order]
    columns = []
    for t in range(x.shape[1]):
        n = int((lengths > t).sum())
        new_h, new_c = lstm_cell(x[order[:n], t], (h[:n], c[:n]), **params)
        h, c = torch.cat([new_h, h[n:]]), torch.cat([new_c, c[n:]])
        columns.append(torch.cat([new_h, torch.zeros_like(h[n:])])[back])
    return torch.stack(columns, 1), (h[back], c[back])
