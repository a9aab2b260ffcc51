"""All gradients in one vector, which is clipped and cut up again."""

from __future__ import annotations

import torch


def clip_grad_norm_(params, max_norm, eps=1e-6):
    grads = [g for g in (p.grad for p in list(params)) if g is not None]
    if len(grads) == 0:
        return torch.zeros(())
    flat = torch.cat([g.flatten() for g in grads])
    total = torch.linalg.vector_norm(flat)
    if torch.isfinite(total) and total > max_norm:
        flat = flat * (max_norm / (total + eps))
        for g, piece in zip(grads, flat.split([g.numel() for g in grads]), strict=True):
            g.copy_(piece.reshape(g.shape))
    return total


def clip_grad_value_(params, value):
    grads = [p.grad for p in params if p.grad is not None]
    for g in grads:
        torch.minimum(g, torch.full_like(g, value), out=g)
        torch.maximum(g, torch.full_like(g, -value), out=g)
