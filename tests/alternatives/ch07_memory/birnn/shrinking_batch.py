"""Longest first, only the sequences that have a step; reversing by gather."""

import torch
from torch import Tensor


def read(x: Tensor, lengths: Tensor, cell, H: int):
    order = lengths.argsort(descending=True)
    back = order.argsort()
    h = x.new_zeros(len(x), H)
    columns = []
    for t in range(x.shape[1]):
        n = int((lengths > t).sum())
        if n:
            h = torch.cat([cell(x[order[:n], t], h[:n]), h[n:]])
        columns.append(torch.cat([h[:n], torch.zeros_like(h[n:])])[back])
    return torch.stack(columns, 1), h[back]


def turned(x: Tensor, lengths: Tensor) -> Tensor:
    t = torch.arange(x.shape[1], device=x.device)
    source = (lengths[:, None] - 1 - t) % x.shape[1]  # its padding is never read
    return x.gather(1, source[:, :, None].expand_as(x))


def birnn(x: Tensor, lengths: Tensor, fwd_cell, bwd_cell, hidden_size: int):
    forward, h_fwd = read(x, lengths, fwd_cell, hidden_size)
    backward, h_bwd = read(turned(x, lengths), lengths, bwd_cell, hidden_size)
    backward = turned(backward, lengths)
    valid = torch.arange(x.shape[1], device=x.device) < lengths[:, None]
    both = torch.cat([forward, backward * valid[:, :, None]], 2)
    return both, h_fwd, h_bwd
