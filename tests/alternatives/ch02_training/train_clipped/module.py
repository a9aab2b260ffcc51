"""A linear layer as a module; the gradients are cleared after the step."""

from __future__ import annotations

import torch
from torch import nn


def train_clipped(x, y, weight, bias, lr, steps, max_norm):
    layer = nn.Linear(*weight.shape, dtype=weight.dtype, device=weight.device)
    with torch.no_grad():
        layer.weight.copy_(weight.T)
        layer.bias.copy_(bias)
    optimiser = torch.optim.SGD(layer.parameters(), lr, momentum=0.9)
    norms = []
    for _ in range(steps):
        h = x
        for _ in range(6):
            h = layer(h).tanh()
        nn.functional.mse_loss(h, y).backward()
        norms.append(nn.utils.clip_grad_norm_(layer.parameters(), max_norm).item())
        optimiser.step()
        optimiser.zero_grad()
    return layer.weight.detach().T.contiguous(), layer.bias.detach(), norms
