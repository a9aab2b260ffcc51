"""Kolmogorov's distance, a test of the extremes, and correlations by corrcoef."""

import math

import torch

N = 12_000


def check_laplace(candidate):
    try:
        shapes = [tuple(candidate(k, 9).shape) for k in (1, 5)]
        x, again, y = (candidate(N, seed) for seed in (11, 11, 12))
    except Exception:  # noqa: BLE001
        return False
    plain = shapes == [(1,), (5,)] and x.shape == again.shape == y.shape == (N,)
    if not plain or x.dtype not in (torch.float32, torch.float64) or bool((x != again).any()):
        return False
    x, y = x.to(torch.float64), y.to(torch.float64)
    return bool(x.isfinite().all()) and follows(x) and unrelated(x, y)


def follows(x):
    ordered = x.sort().values
    cdf = torch.where(ordered < 0, 0.5 * ordered.exp(), 1 - 0.5 * (-ordered.abs()).exp())
    ranks = torch.arange(N + 1, dtype=torch.float64) / N
    distance = torch.maximum((cdf - ranks[1:]).abs(), (cdf - ranks[:-1]).abs()).max()
    near = bool(distance <= math.sqrt(math.log(2e7) / (2 * N)))
    tails = bool(5 < x.abs().max() < 35) and int((x.abs() > 4.5).sum()) > 70  # 133 expected
    return near and tails and abs(float(x.abs().mean()) - 1) < 6 / math.sqrt(N)


def unrelated(x, y):
    sizes = torch.cat([x.abs(), y.abs()])
    ranked = x.abs().argsort().argsort().double()
    pairs = [(x[1:], x[:-1]), (x, y), (ranked[1:], ranked[:-1])]
    related = [abs(float(torch.corrcoef(torch.stack(p))[0, 1])) for p in pairs]
    return torch.unique(sizes).numel() > 0.97 * sizes.numel() and max(related) < 6 / math.sqrt(N)
