"""A table of counts with NumPy, the weighted mean as a dot product; zeros by minus infinity."""

from collections import Counter

import numpy as np


def _statistics(pred, refs, max_n):
    rows = []
    for n in range(1, max_n + 1):
        mine = Counter(zip(*(pred[i:] for i in range(n)), strict=False))
        theirs = [Counter(zip(*(ref[i:] for i in range(n)), strict=False)) for ref in refs]
        clipped = sum(min(c, max(t[gram] for t in theirs)) for gram, c in mine.items())
        rows.append([clipped, sum(mine.values())])
    gaps = [(abs(len(ref) - len(pred)), len(ref)) for ref in refs]
    return np.array([*rows, [len(pred), min(gaps)[1]]], dtype=float)


def _score(table, weights, smooth):
    counts, (c, r) = table[:-1].copy(), table[-1]
    counts[1:] += smooth
    if c == 0 or (counts[:, 0] == 0).any():
        return 0.0
    exponents = np.full(len(counts), 1 / len(counts)) if weights is None else np.array(weights)
    precisions = np.log(counts[:, 0] / counts[:, 1])
    return float(np.exp(min(0.0, 1 - r / c) + exponents @ precisions))


def bleu(pred, refs, max_n=4, weights=None, smooth=0):
    return _score(_statistics(pred, refs, max_n), weights, smooth)


def corpus_bleu(preds, refs, max_n=4, weights=None, smooth=0):
    tables = [_statistics(p, r, max_n) for p, r in zip(preds, refs, strict=True)]
    return _score(np.sum(tables, axis=0), weights, smooth)
