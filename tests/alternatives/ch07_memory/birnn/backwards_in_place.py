"""The backward direction walks from T − 1 to 0 and holds at zero until a sequence begins."""

import torch
from torch import Tensor


def birnn(x: Tensor, lengths: Tensor, fwd_cell, bwd_cell, hidden_size: int):
    B, T, _ = x.shape
    valid = torch.arange(T, device=x.device).lt(lengths[:, None]).unsqueeze(2)
    clean = x.masked_fill(~valid, 0)
    halves, finals = [], []
    for cell, steps in ((fwd_cell, range(T)), (bwd_cell, reversed(range(T)))):
        h = x.new_zeros(B, hidden_size)
        seen = {}
        for t in steps:
            h = torch.where(valid[:, t], cell(clean[:, t], h), h)
            seen[t] = h
        halves.append(torch.stack([seen[t] for t in range(T)], 1).masked_fill(~valid, 0))
        finals.append(h)
    return torch.cat(halves, -1), *finals
