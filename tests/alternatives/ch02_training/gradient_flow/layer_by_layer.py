"""The chain rule by hand: one small graph per layer, multiplied back through the weights."""

from __future__ import annotations

import math

import torch


def gradient_flow(h, weights, act, r):
    slopes, stds = [], []
    with torch.no_grad():
        x = h.detach()
    for weight in weights:
        z = (x @ weight.detach()).requires_grad_()
        out = act(z)
        slopes.append(torch.autograd.grad(out.sum(), z)[0])
        x = out.detach()
        stds.append(torch.var(x, unbiased=False).sqrt())
    norms, upstream = [], r.detach()
    for weight, slope in zip(reversed(weights), reversed(slopes), strict=True):
        upstream = (upstream * slope) @ weight.detach().T
        norms.insert(0, upstream.norm())
    return {"act_std": torch.stack(stds), "grad_norm": torch.stack(norms)}


def diagnose(grad_norm):
    norms = grad_norm.tolist()
    if any(math.isinf(x) or math.isnan(x) for x in norms):
        return "exploding"
    if 0.0 in norms:
        return "vanishing"
    L = len(norms)
    if L < 2:
        return "healthy"
    ys = [math.log10(x) for x in norms]
    sum_l, sum_ll = L * (L - 1) / 2, (L - 1) * L * (2 * L - 1) / 6
    sum_y, sum_ly = sum(ys), sum(i * y for i, y in enumerate(ys))
    slope = (L * sum_ly - sum_l * sum_y) / (L * sum_ll - sum_l**2)
    if slope > 0.1:
        return "vanishing"
    if slope < -0.1:
        return "exploding"
    return "healthy"
