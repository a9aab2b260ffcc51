"""All states of an entry in one stack, then a weighted sum over its first axis."""

from __future__ import annotations

import torch


def model_soup(states, weights=None):
    names = [*states[0]]
    if any(set(state) != set(names) for state in states):
        msg = "other entries"
        raise ValueError(msg)
    w = torch.ones(len(states), dtype=torch.float64) if weights is None else torch.tensor(weights)
    w = w.double() / w.double().sum()
    soup = {}
    for name in names:
        stack = torch.stack([state[name] for state in states])
        if stack.is_floating_point():
            soup[name] = torch.tensordot(w.to(stack), stack, dims=1)
        else:
            soup[name] = stack[0].clone()
    return soup
