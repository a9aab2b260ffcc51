"""Loops over places, one window at a time; n-grams with a sliding tuple."""

from collections import Counter

import torch

EFFICIENT = False


def make_windows(series, tau):
    T = series.shape[0]
    if tau < 1 or tau >= T:
        raise ValueError
    X = torch.stack([series[i : i + tau] for i in range(T - tau)])
    y = torch.stack([series[i + tau] for i in range(T - tau)])
    return X, y


def k_step_predict(model, series, tau, k):
    if k < 1 or tau < 1 or len(series) < tau + k:
        raise ValueError
    guesses = []
    for i in range(len(series) - tau - k + 1):
        values = list(series[i : i + tau])
        for _ in range(k):
            values.append(model(torch.stack(values[-tau:])[None])[0])
        guesses.append(values[-1])
    return torch.stack(guesses)


def ngram_counts(ids, n):
    counts, gram = Counter(), ()
    for i in ids:
        gram = (*gram, i)[-n:]
        if len(gram) == n:
            counts[gram] += 1
    return counts


def laplace_prob(ids, context, token, vocab_size, alpha=1.0):
    size = len(context)
    hits = followed = 0
    for i in range(size, len(ids)):
        if tuple(ids[i - size : i]) == context:
            followed += 1
            hits += ids[i] == token
    return (hits + alpha) / (followed + vocab_size * alpha)
