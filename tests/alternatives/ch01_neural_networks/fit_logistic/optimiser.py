"""torch.optim.SGD with zero_grad at the head of the loop."""

import torch
from torch import Tensor


def fit_logistic(x: Tensor, y: Tensor, lr: float, steps: int) -> tuple[Tensor, Tensor, list[float]]:
    weight = torch.zeros(x.shape[1], dtype=x.dtype, device=x.device, requires_grad=True)
    bias = torch.zeros((), dtype=x.dtype, device=x.device, requires_grad=True)
    optimiser = torch.optim.SGD([weight, bias], lr=lr)
    losses = []
    for _ in range(steps):
        optimiser.zero_grad()
        logits = x @ weight + bias
        loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, y)
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return weight.detach(), bias.detach(), losses
