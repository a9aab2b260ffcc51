"""backward with retained gradients; numpy's line."""

from __future__ import annotations

import numpy as np
import torch


def gradient_flow(h, weights, act, r):
    current = h.detach().clone().requires_grad_(True)
    inputs, deviations = [], []
    for weight in weights:
        current.retain_grad()
        inputs.append(current)
        current = act(torch.mm(current, weight.detach()))
        values = current.detach()
        deviations.append((values - values.mean()).square().mean().sqrt())
    current.backward(r)
    norms = [torch.linalg.vector_norm(x.grad) for x in inputs]
    return {"act_std": torch.stack(deviations), "grad_norm": torch.stack(norms)}


def diagnose(grad_norm):
    norms = grad_norm.double().cpu().numpy()
    if not np.isfinite(norms).all():
        return "exploding"
    if (norms == 0).any():
        return "vanishing"
    if len(norms) == 1:
        return "healthy"
    slope = np.polyfit(np.arange(len(norms)), np.log10(norms), 1)[0]
    return "vanishing" if slope > 0.1 else "exploding" if slope < -0.1 else "healthy"
