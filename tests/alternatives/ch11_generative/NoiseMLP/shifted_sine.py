"""Cosines as shifted sines of one table; log-spaced frequencies; Sequential."""

import math

import torch
from torch import nn


def timestep_embedding(t, d, max_period=10000.0):
    if not torch.is_floating_point(t):
        t = t.to(torch.get_default_dtype())
    half = d // 2
    ends = torch.linspace(0, -math.log(max_period), half + 1, dtype=t.dtype, device=t.device)
    angles = torch.einsum("b,f->bf", t, torch.exp(ends[:-1]))
    out = t.new_zeros(len(t), d)
    out[:, :half] = torch.cos(angles)
    out[:, half : 2 * half] = torch.sin(angles)
    return out


class NoiseMLP(nn.Module):
    def __init__(self, dim=2, hidden=64, embedding=16) -> None:
        super().__init__()
        self.inp, self.time = nn.Linear(dim, hidden), nn.Linear(embedding, hidden)
        self.mid1, self.mid2 = nn.Linear(hidden, hidden), nn.Linear(hidden, hidden)
        self.out = nn.Linear(hidden, dim)

    def forward(self, x, t):
        when = timestep_embedding(t.to(x.dtype), self.time.in_features)
        rest = nn.Sequential(nn.SiLU(), self.mid1, nn.SiLU(), self.mid2, nn.SiLU(), self.out)
        return rest(self.inp(x).add(self.time(when)))
