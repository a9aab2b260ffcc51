"""All weights in one long vector, and two products with it."""

from __future__ import annotations

import torch


def weight_penalty(named_params, l1=0.0, l2=0.0, exclude=lambda name, p: p.ndim < 2):  # noqa: ARG005
    pairs = list(named_params)
    if not pairs:
        return torch.zeros(())
    weights = [p.reshape(-1) for name, p in pairs if not exclude(name, p)]
    flat = torch.cat([*weights, pairs[0][1].new_zeros(1)])
    return l1 * (flat.sign() * flat).sum() + l2 / 2 * flat.dot(flat)
