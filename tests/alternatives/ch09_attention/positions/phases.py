"""One sine for all columns: a cosine is a sine a quarter turn ahead."""

import math

import torch
from torch import Tensor, nn


def sinusoidal(T, d, base=10000.0, offset=0, dtype=None, device=None) -> Tensor:
    column = torch.arange(d, device=device)
    rates = torch.exp(-math.log(base) * (2 * (column // 2)).double() / d)
    phase = (column % 2).double() * (math.pi / 2)
    t = torch.arange(T, dtype=torch.float64, device=device) + offset
    # first sin(t·rate), then turned, so that no digits of a large angle are lost to the phase
    angle = torch.outer(t, rates)
    table = angle.sin() * torch.cos(phase) + angle.cos() * torch.sin(phase)
    return table.to(torch.get_default_dtype() if dtype is None else dtype)


class PositionalEncoding(nn.Module):
    def __init__(self, d, dropout=0.0, base=10000.0) -> None:
        super().__init__()
        self.options = (d, base)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Tensor, offset: int = 0) -> Tensor:
        d, base = self.options
        places = sinusoidal(x.size(1), d, base=base, offset=offset, dtype=x.dtype)
        return self.drop(places.to(x.device).unsqueeze(0) + x)
