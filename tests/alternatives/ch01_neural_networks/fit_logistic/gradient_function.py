"""torch.autograd.grad, which returns gradients instead of storing them."""

import torch
from torch import Tensor


def fit_logistic(x: Tensor, y: Tensor, lr: float, steps: int) -> tuple[Tensor, Tensor, list[float]]:
    weight = torch.zeros_like(x[0]).requires_grad_()
    bias = torch.zeros_like(x[0, 0]).requires_grad_()
    losses = []
    for _ in range(steps):
        logits = x @ weight + bias
        loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, y)
        d_weight, d_bias = torch.autograd.grad(loss, (weight, bias))
        losses.append(float(loss))
        weight = (weight - lr * d_weight).detach().requires_grad_()
        bias = (bias - lr * d_bias).detach().requires_grad_()
    return weight.detach(), bias.detach(), losses
