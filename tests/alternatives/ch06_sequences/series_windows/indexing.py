"""A table of indices; the series of predictions as one growing table; zip for n-grams."""

from collections import Counter

import torch


def make_windows(series, tau):
    N = len(series) - tau
    if tau <= 0 or N <= 0:
        raise ValueError
    index = torch.arange(N, device=series.device)[:, None] + torch.arange(tau, device=series.device)
    return series[index], series[-N:]


def k_step_predict(model, series, tau, k):
    count = len(series) - tau - k + 1
    if min(tau, k, count) < 1:
        raise ValueError
    columns = [series[j : j + count] for j in range(tau)]
    for _ in range(k):
        columns.append(model(torch.stack(columns[-tau:], dim=1)))
    return columns[-1]


def ngram_counts(ids, n):
    return Counter(zip(*(ids[i:] for i in range(n)), strict=False))


def laplace_prob(ids, context, token, vocab_size, alpha=1.0):
    c = ngram_counts(ids, len(context) + 1)
    above = c[(*context, token)] + alpha
    return above / sum(c[(*context, v)] + alpha for v in range(vocab_size))
