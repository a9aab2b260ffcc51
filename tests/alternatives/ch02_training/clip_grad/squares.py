"""A running sum of squares; new gradients instead of changed ones."""

from __future__ import annotations

import torch


def clip_grad_norm_(params, max_norm, eps=1e-6):
    params = [p for p in params if p.grad is not None]
    total = torch.tensor(0.0) if not params else params[0].grad.new_zeros(())
    for p in params:
        total = total + (p.grad * p.grad).sum()
    total = total**0.5
    if bool(torch.isfinite(total)) and float(total) > max_norm:
        factor = max_norm / (total + eps)
        for p in params:
            p.grad = p.grad * factor
    return total


def clip_grad_value_(params, value):
    for p in params:
        if p.grad is None:
            continue
        p.grad[p.grad > value] = value
        p.grad[p.grad < -value] = -value
