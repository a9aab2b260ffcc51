"""The embedding frequency by frequency, the network in matrix products."""

import torch
from torch import nn

EFFICIENT = False


def timestep_embedding(t, d, max_period=10000.0):
    dtype = t.dtype if torch.is_floating_point(t) else torch.get_default_dtype()
    t, half = t.to(dtype), d // 2
    columns = [torch.cos(t * max_period ** (-i / half)) for i in range(half)]
    columns += [torch.sin(t * max_period ** (-i / half)) for i in range(half)]
    if d % 2 == 1:
        columns.append(torch.zeros_like(t))
    return torch.stack(columns, dim=1)


class NoiseMLP(nn.Module):
    def __init__(self, dim=2, hidden=64, embedding=16) -> None:
        super().__init__()
        self.width = embedding
        for name, sizes in (
            ("inp", (dim, hidden)),
            ("time", (embedding, hidden)),
            ("mid1", (hidden, hidden)),
            ("mid2", (hidden, hidden)),
            ("out", (hidden, dim)),
        ):
            setattr(self, name, nn.Linear(*sizes))

    def forward(self, x, t):
        when = timestep_embedding(t, self.width).to(x.dtype)
        a = x @ self.inp.weight.T + self.inp.bias + when @ self.time.weight.T + self.time.bias
        for layer in (self.mid1, self.mid2, self.out):
            a = (a * torch.sigmoid(a)) @ layer.weight.T + layer.bias
        return a
