"""Cross-validation: every row is validated on once, and the choice itself is validated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import torch
from torch import Tensor

Fold = tuple[Tensor, Tensor]
Candidate = TypeVar("Candidate")


def kfold_indices(
    n: int, k: int, gen: torch.Generator | None = None, stratify: Tensor | None = None
) -> list[Fold]:
    """Split the rows 0 … n - 1 at random into k folds.

    Returns k pairs ``(train_idx, val_idx)``:

    - every row is in exactly one ``val_idx``;
    - ``train_idx`` holds all rows that are not in the ``val_idx`` of the pair;
    - the sizes of any two ``val_idx`` differ by 1 at most (n need not be a multiple of k);
    - which rows are together is random: drawn with ``gen``, the same state of ``gen`` gives the
      same folds;
    - with ``stratify``, also the number of rows *of each class* in any two ``val_idx`` differs by
      1 at most.

    The order inside an index does not matter.

    Args:
        n: how many rows there are.
        k: how many folds, 2 … n.
        gen: a CPU generator; None means torch's global one.
        stratify: (n,) int64, the class of every row, or None.

    Returns:
        k pairs of int64 tensors.

    Raises:
        ValueError: k is less than 2 or more than n.

    """
    ### BEGIN SOLUTION
    if not 2 <= k <= n:
        message = f"{n} rows cannot be split into {k} folds"
        raise ValueError(message)
    order = torch.randperm(n, generator=gen)
    if stratify is not None:  # class by class, and dealt out like cards
        order = order[stratify.cpu()[order].argsort(stable=True)]
    fold = torch.empty_like(order)
    fold[order] = torch.arange(n) % k
    return [((fold != i).nonzero().flatten(), (fold == i).nonzero().flatten()) for i in range(k)]
    ### END SOLUTION


def nested_score(
    candidates: Sequence[Candidate],
    evaluate: Callable[[Candidate, Tensor, Tensor], float],
    outer: Sequence[Fold],
    inner: Sequence[Sequence[Fold]],
) -> tuple[float, list[Candidate]]:
    """Say how good the *procedure* "take the best candidate" is, by nested cross-validation.

    For each outer fold ``o`` with ``train_idx, val_idx = outer[o]``:

    1. The score of a candidate is the mean of ``evaluate(candidate, …, …)`` over the inner folds
       ``inner[o]``. **An inner fold holds positions within** ``train_idx``, not row numbers:
       position 0 is the row ``train_idx[0]``. ``evaluate`` wants row numbers.
    2. The candidate with the highest score is chosen; the first of them if several are equal.
    3. The chosen one alone is evaluated on the outer fold: trained on all of ``train_idx``,
       validated on ``val_idx``, which took no part in the choice.

    Args:
        candidates: what to choose from (degrees, strengths of a penalty, …).
        evaluate: ``evaluate(candidate, train_idx, val_idx)`` trains on the first rows and returns
            the score on the others; more is better.
        outer: pairs of row numbers, as from ``kfold_indices``.
        inner: for each outer fold, pairs of positions within its ``train_idx``.

    Returns:
        The mean over the outer folds of the scores of step 3, and the list of the chosen
        candidates, one for each outer fold.

    """
    ### BEGIN SOLUTION
    scores, chosen = [], []
    for (train_idx, val_idx), folds in zip(outer, inner, strict=True):
        means = [
            sum(evaluate(c, train_idx[fit], train_idx[held]) for fit, held in folds) / len(folds)
            for c in candidates
        ]
        best = candidates[means.index(max(means))]
        chosen.append(best)
        scores.append(evaluate(best, train_idx, val_idx))
    return sum(scores) / len(scores), chosen
    ### END SOLUTION
