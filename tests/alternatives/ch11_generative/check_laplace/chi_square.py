"""Counts in bins of equal probability, alone and in pairs of neighbours, with numpy."""

import math

import numpy as np

N, BINS = 16_000, 8


def check_laplace(candidate):
    try:
        x, again, y = (candidate(N, s).double().numpy() for s in (3, 3, 4))
        small = [tuple(candidate(k, 0).shape) for k in (1, 2, 3)]
    except Exception:  # noqa: BLE001
        return False
    if small != [(1,), (2,), (3,)] or any(a.shape != (N,) for a in (x, again, y)):
        return False
    if not np.isfinite(x).all() or not np.array_equal(x, again):
        return False
    if len(np.unique(np.abs(np.concatenate([x, y])))) < 0.97 * 2 * N:
        return False
    p = math.exp(-4.6)
    tail = (np.abs(x) > 4.6).sum()
    return even_in_bins(x, y) and bool(abs(tail - N * p) < 6 * math.sqrt(N * p))


def even_in_bins(x, y):
    u, v = (np.where(a < 0, np.exp(-np.abs(a)) / 2, 1 - np.exp(-np.abs(a)) / 2) for a in (x, y))
    single = np.bincount((u * 64).astype(int).clip(0, 63), minlength=64)
    cells, other = ((w * BINS).astype(int).clip(0, BINS - 1) for w in (u, v))
    pairs = ((cells[1::2], cells[::2][: N // 2]), (cells, other))
    tables = [np.bincount(a * BINS + b, minlength=BINS**2) for a, b in pairs]
    return all(flat(counts) for counts in (single, *tables))


def flat(counts):
    """Whether a chi-square statistic is no more than six standard deviations too large."""
    expected, degrees = counts.sum() / counts.size, counts.size - 1
    chi = float(((counts - expected) ** 2 / expected).sum())
    return chi < degrees + 6 * math.sqrt(2 * degrees) + 12
