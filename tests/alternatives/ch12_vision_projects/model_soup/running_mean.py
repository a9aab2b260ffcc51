"""A running mean, one state after the other."""

from __future__ import annotations

import copy


def model_soup(states, weights=None):
    first, *others = states
    for state in others:
        if sorted(state) != sorted(first):
            msg = "these are not states of one network"
            raise ValueError(msg)
    weights = [1.0 for _ in states] if weights is None else list(weights)
    soup = copy.deepcopy(dict(first))
    total = weights[0]
    for state, weight in zip(others, weights[1:], strict=True):
        total += weight
        for name in soup:
            if soup[name].is_floating_point():
                soup[name] = soup[name] + (state[name] - soup[name]) * (weight / total)
    return soup
