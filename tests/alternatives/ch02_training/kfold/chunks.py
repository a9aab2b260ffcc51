"""Cuts a random order into pieces; with classes, fills the smallest fold one class at a time."""

from __future__ import annotations

import statistics

import torch


def kfold_indices(n, k, gen=None, stratify=None):
    if not 1 < k < n + 1:
        message = f"{k} folds of {n} rows"
        raise ValueError(message)
    if stratify is None:
        pieces = list(torch.randperm(n, generator=gen).tensor_split(k))
    else:
        folds = [[] for _ in range(k)]
        for label in stratify.unique():
            own = (stratify == label).nonzero().flatten().cpu()
            own = own[torch.randperm(len(own), generator=gen)]
            by_size = sorted(range(k), key=lambda i: len(folds[i]))
            for place, row in enumerate(own.tolist()):
                folds[by_size[place % k]].append(row)
        pieces = [torch.tensor(fold, dtype=torch.int64) for fold in folds]
    rest = [torch.cat([*pieces[:i], *pieces[i + 1 :]]) for i in range(k)]
    return list(zip(rest, pieces, strict=True))


def nested_score(candidates, evaluate, outer, inner):
    candidates = list(candidates)

    def inner_mean(candidate, rows, folds):
        scores = (
            evaluate(candidate, rows.index_select(0, a), rows.index_select(0, b)) for a, b in folds
        )
        return statistics.fmean(scores)

    chosen = [
        max(candidates, key=lambda c: inner_mean(c, rows, folds))
        for (rows, _), folds in zip(outer, inner, strict=True)
    ]
    scores = [evaluate(c, a, b) for c, (a, b) in zip(chosen, outer, strict=True)]
    return statistics.fmean(scores), chosen
