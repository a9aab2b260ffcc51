"""Python lists: rows are dealt like cards to the folds, class after class."""

from __future__ import annotations

import torch


def kfold_indices(n, k, gen=None, stratify=None):
    if k < 2 or k > n:
        raise ValueError(n, k)
    rows = torch.randperm(n, generator=gen).tolist()
    if stratify is not None:
        rows.sort(key=stratify.tolist().__getitem__)
    hands = [rows[i::k] for i in range(k)]
    folds = []
    for hand in hands:
        held = set(hand)
        folds.append((torch.tensor([r for r in rows if r not in held]), torch.tensor(hand)))
    return folds


def nested_score(candidates, evaluate, outer, inner):
    total, chosen = 0.0, []
    for o, (train_idx, val_idx) in enumerate(outer):
        best, best_score = None, None
        for candidate in candidates:
            score = 0.0
            for fit, held in inner[o]:
                score += evaluate(candidate, train_idx[fit], train_idx[held])
            score /= len(inner[o])
            if best_score is None or score > best_score:
                best, best_score = candidate, score
        chosen.append(best)
        total += evaluate(best, train_idx, val_idx)
    return total / len(outer), chosen
