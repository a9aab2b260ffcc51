"""NumPy, column by column; the class keeps a table that grows, outside the state."""

import numpy as np
import torch
from torch import Tensor, nn

EFFICIENT = False


def sinusoidal(T, d, base=10000.0, offset=0, dtype=None, device=None) -> Tensor:
    t = np.arange(offset, offset + T, dtype=np.float64)
    table = np.zeros((T, d))
    for column in range(d):
        angle = t / np.power(float(base), 2 * (column // 2) / d)
        table[:, column] = np.cos(angle) if column % 2 else np.sin(angle)
    return torch.from_numpy(table).to(dtype or torch.get_default_dtype()).to(device or "cpu")


class PositionalEncoding(nn.Module):
    def __init__(self, d, dropout=0.0, base=10000.0) -> None:
        super().__init__()
        self.d, self.p, self.base = d, dropout, base
        self.register_buffer("table", torch.zeros(0, d, dtype=torch.float64), persistent=False)

    def forward(self, x: Tensor, offset: int = 0) -> Tensor:
        end = offset + x.shape[1]
        if end > len(self.table):
            self.table = sinusoidal(2 * end, self.d, self.base, dtype=torch.float64).to(x.device)
        out = x + self.table[offset:end].to(x.dtype)
        return nn.functional.dropout(out, self.p, self.training)
