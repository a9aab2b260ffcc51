"""Momentum, clipping and clearing by hand, with gradients as values."""

from __future__ import annotations

import torch


def train_clipped(x, y, weight, bias, lr, steps, max_norm):
    parameters = [weight.detach().clone(), bias.detach().clone()]
    velocities = [torch.zeros_like(p) for p in parameters]
    norms = []
    for _ in range(steps):
        parameters = [p.detach().requires_grad_() for p in parameters]
        h = x
        for _ in range(6):
            h = torch.tanh(torch.addmm(parameters[1], h, parameters[0]))
        grads = torch.autograd.grad(((h - y) ** 2).mean(), parameters)
        norm = torch.stack([g.norm() for g in grads]).norm()
        norms.append(float(norm))
        factor = min(1.0, max_norm / (norms[-1] + 1e-6))
        velocities = [0.9 * v + factor * g for v, g in zip(velocities, grads, strict=True)]
        parameters = [p.detach() - lr * v for p, v in zip(parameters, velocities, strict=True)]
    return parameters[0], parameters[1], norms
