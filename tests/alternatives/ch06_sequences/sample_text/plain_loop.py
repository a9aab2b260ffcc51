"""A generator of tokens that adds up probabilities in plain Python."""

import math

import torch


def sample_text(model, prefix_ids, n, u, temperature=1.0, top_k=None):
    return [
        token
        for _, token in zip(
            range(n), _tokens(model, prefix_ids, u, temperature, top_k), strict=False
        )
    ]


def _tokens(model, prefix_ids, u, temperature, top_k):
    with torch.no_grad():
        logits, state = model(torch.as_tensor(prefix_ids, device=u.device)[None], None)
    for number in u.tolist():
        z = logits[0, -1].tolist()
        token = _draw(z, number, temperature, top_k)
        yield token
        with torch.no_grad():
            logits, state = model(torch.full((1, 1), token, device=u.device), state)


def _draw(z, number, temperature, top_k):
    ranked = sorted(range(len(z)), key=lambda i: -z[i])
    if not temperature:
        return ranked[0]
    possible = sorted(ranked[:top_k])
    weights = [math.exp((z[i] - z[ranked[0]]) / temperature) for i in possible]
    total, reached = math.fsum(weights), 0.0
    for i, weight in zip(possible, weights, strict=True):
        reached += weight / total
        if reached > number:
            return i
    return possible[-1]
