"""One draw after the other."""

import math

import torch

EFFICIENT = False


def mc_mean(fx):
    total, square = 0.0, 0.0
    values = fx.tolist()
    for value in values:
        total += value
    mean = total / len(values)
    for value in values:
        square += (value - mean) ** 2
    stderr = math.sqrt(square / (len(values) - 1) / len(values))
    return fx.new_tensor(mean), fx.new_tensor(stderr)


def importance_estimate(logp, logq, fx, self_normalised):
    log_w = [p - q for p, q in zip(logp, logq, strict=True)]
    top = max(w.item() for w in log_w)
    total, squares, weighted = 0, 0, 0
    for w, f in zip(log_w, fx, strict=True):
        share = torch.exp(w - top)
        total, squares, weighted = total + share, squares + share**2, weighted + share * f
    ess = total**2 / squares
    if self_normalised:
        return weighted / total, ess
    return weighted * math.exp(top) / len(fx), ess


def control_variate(fx, gx, g_mean):
    n = len(fx)
    f, g = sum(fx) / n, sum(gx) / n
    up = sum((a - f) * (b - g) for a, b in zip(fx, gx, strict=True))
    down = sum((b - g) ** 2 for b in gx)
    c = up / down if down > 0 else torch.zeros_like(f)
    return f - c * (g - g_mean), c


def antithetic(f, u):
    rows = [(f(x[None]) + f(1 - x[None])) / 2 for x in u]
    return mc_mean(torch.cat(rows))


def rejection_sample(logp, logq, log_m, proposals, u):
    kept = []
    for p, q, x, one in zip(logp, logq, proposals, u, strict=True):
        ratio = float(p) - float(q) - log_m
        if ratio > 0:
            raise ValueError
        if float(one) < math.exp(ratio):
            kept.append(x)
    return torch.stack(kept) if kept else proposals[:0]
