"""Scenarios of cross-validation."""

from __future__ import annotations

import dataclasses
import math

import torch

from workbook.exercise import Failed, scenario
from workbook.probes import raises

EX = "kfold"
RUNS = 20


def split_plan(draw, n, k, classes=0):
    """Show n, k, the classes of the rows (sorted, so that blocks would be one-sided), and seeds."""
    y = None
    if classes:
        y = (draw.integers(n, high=classes) ** 2 // classes).sort().values  # uneven classes
    seeds = [draw.seed(f"run {run}") for run in range(RUNS)]
    return {"n": n, "k": k, "y": y, "seeds": seeds}, {"n": n, "k": k, "y": y}


def all_folds(m, shown):
    """Split with every seed, and once more with the first."""
    seeds = [*shown["seeds"], shown["seeds"][0]]
    return [
        m.kfold_indices(
            shown["n"], shown["k"], torch.Generator().manual_seed(seed), stratify=shown["y"]
        )
        for seed in seeds
    ]


def not_indices(folds, n, k):
    """Say what is wrong with the form of the folds, if anything."""
    if not isinstance(folds, list) or len(folds) != k or any(len(pair) != 2 for pair in folds):
        return Failed(f"expected a list of {k} pairs (train_idx, val_idx)")
    for index in (index for pair in folds for index in pair):
        if not isinstance(index, torch.Tensor) or index.dtype != torch.int64 or index.dim() != 1:
            return Failed("train_idx and val_idx should be int64 tensors with one axis")
        if len(index) and not (int(index.min()) >= 0 and int(index.max()) < n):
            return Failed(f"an index is outside of 0 … {n - 1}")
    return None


def is_partition(evidence, kept):  # noqa: PLR0911 - one sentence for each property
    """Every row is validated on once, and trained on in all other folds."""
    n, k = kept["n"], kept["k"]
    for folds in evidence:
        if failed := not_indices(folds, n, k):
            return failed
        times = torch.bincount(torch.cat([val for _, val in folds]), minlength=n)
        if (times == 0).any():
            return Failed(
                f"n = {n}, k = {k}: {int((times == 0).sum())} of the {n} rows are in no val_idx",
                misconception="the rest is lost",
            )
        if (times > 1).any():
            message = (
                f"n = {n}, k = {k}: {int((times > 1).sum())} rows are in more than one val_idx"
            )
            return Failed(message)
        for train, val in folds:
            both = torch.bincount(torch.cat([train, val]), minlength=n)
            if (both > 1).any():
                return Failed(
                    f"{int((both > 1).sum())} rows are in both indices of the same fold",
                    misconception="train and validation overlap",
                )
            if (both == 0).any():
                return Failed("train_idx should hold all rows that are not in val_idx")
        sizes = [len(val) for _, val in folds]
        if max(sizes) - min(sizes) > 1:
            message = f"n = {n}, k = {k}: the val_idx have the sizes {sizes}; they may differ by 1"
            all_last = set(sizes[:-1]) == {n // k}
            return Failed(message, misconception="the rest in the last fold" if all_last else None)
    return None


SIZES = {"n = 12, k = 3": dict(n=12, k=3), "n = 23, k = 5": dict(n=23, k=5)}
EDGES = {"n = 7, k = 7": dict(n=7, k=7), "n = 5, k = 4": dict(n=5, k=4)}


@scenario(EX, weight=2, cases=SIZES, given=split_plan, check=is_partition)
def test_kfold_partition(m, draw, shown, n, k):
    return all_folds(m, shown)


@scenario(EX, weight=0.5, aspect="robust", cases=EDGES, given=split_plan, check=is_partition)
def test_kfold_partition_of_few(m, draw, shown, n, k):
    return all_folds(m, shown)


def is_shuffled(evidence, kept):
    """Neighbours are rarely together, seeds make a difference, and the same seed makes none."""
    n, k = kept["n"], kept["k"]
    if failed := is_partition(evidence, kept):
        return dataclasses.replace(failed, misconception=None)  # no shuffle explains that
    together = 0
    for folds in evidence:
        fold = torch.full((n,), -1)
        for i, (_, val) in enumerate(folds):
            fold[val] = i
        together += float((fold[1:] == fold[:-1]).double().mean())
    share, chance = together / len(evidence), (n / k - 1) / (n - 1)
    # An average over 20 runs: its deviation is below 0.02.
    if abs(share - chance) > 0.1:
        return Failed(
            f"rows i and i + 1 are in the same fold in {share:.2f} of the cases; if the rows were "
            f"shuffled first it would be {chance:.2f}",
            misconception="not shuffled",
        )
    first, second, again = ([val.sort().values for _, val in evidence[i]] for i in (0, 1, -1))
    if all(torch.equal(a, b) for a, b in zip(first, second, strict=True)):
        return Failed("two different seeds gave the same folds", misconception="not shuffled")
    if not all(torch.equal(a, b) for a, b in zip(first, again, strict=True)):
        message = "the same state of gen gave other folds"
        return Failed(message, misconception="gen ignored")
    return None


@scenario(
    EX,
    weight=1.5,
    cases={"n = 47, k = 5": dict(n=47, k=5, classes=0), "classes": dict(n=60, k=4, classes=3)},
    given=split_plan,
    check=is_shuffled,
)
def test_kfold_shuffled(m, draw, shown, n, k, classes):
    return all_folds(m, shown)


def is_stratified(evidence, kept):
    """Every class is spread evenly, and the folds are still equally large."""
    y = kept["y"]
    if failed := is_partition(evidence, kept):
        return failed
    for folds in evidence:
        counts = torch.stack([torch.bincount(y[val], minlength=3) for _, val in folds])
        apart = counts.amax(0) - counts.amin(0)
        if (apart > 1).any():
            worst = int(apart.argmax())
            return Failed(
                f"of class {worst} the folds hold {counts[:, worst].tolist()} rows; these numbers "
                "may differ by 1 at most",
                misconception="stratify ignored",
            )
    return None


@scenario(
    EX,
    weight=2,
    cases={
        "n = 31, k = 4": dict(n=31, k=4, classes=3),
        "n = 60, k = 5": dict(n=60, k=5, classes=3),
    },
    given=split_plan,
    check=is_stratified,
)
def test_kfold_stratified(m, draw, shown, n, k, classes):
    return all_folds(m, shown)


@scenario(EX, weight=0.5, aspect="robust", float64=False)
def test_kfold_errors(m, draw):
    return {
        "5 rows, 1 fold": raises(lambda: m.kfold_indices(5, 1)),
        "5 rows, 6 folds": raises(lambda: m.kfold_indices(5, 6)),
    }


def folds_of(draw, n, k, name):
    """Make folds from a drawn order, as a grader may: no call into ``m``."""
    fold = draw.permutation(n, name=name) % k
    rows = torch.arange(n)
    return [(rows[fold != number], rows[fold == number]) for number in range(k)]


def nest(draw, n, k, inner_k):
    """Make outer folds, and for each of them inner folds of positions."""
    outer = folds_of(draw, n, k, "outer")
    inner = [folds_of(draw, len(fit), inner_k, f"inner {i}") for i, (fit, _) in enumerate(outer)]
    return outer, inner


PLANS = {"5 x 3": dict(n=23, k=5, inner_k=3), "2 x 7": dict(n=17, k=2, inner_k=7)}


@scenario(EX, weight=2, cases=PLANS)
def test_kfold_nested_score(m, draw, n, k, inner_k):
    outer, inner = nest(draw, n, k, inner_k)
    values = draw.normal(n, dtype=torch.float64)

    def evaluate(candidate, train_idx, val_idx):  # some number that depends on exact rows
        fit, held = values[train_idx].sum(), values[val_idx].sum()
        return math.sin(float(fit * candidate + 7 * held * held))

    score, chosen = m.nested_score([1.5, 2.0, 3.25, 5.0], evaluate, outer, inner)
    return {"score": score, "chosen": chosen}


@scenario(EX, weight=1)
def test_kfold_nested_ridge(m, draw):
    x, noise = draw.normal(31, 11, dtype=torch.float64), draw.normal(31, dtype=torch.float64)
    y = x[:, 0] + noise
    outer, inner = nest(draw, 31, 4, 3)

    def evaluate(l2, train_idx, val_idx):
        a, b = x[train_idx], y[train_idx]
        weight = torch.linalg.solve(a.T @ a + l2 * torch.eye(11, dtype=a.dtype).to(a), a.T @ b)
        return -float((x[val_idx] @ weight - y[val_idx]).square().mean())

    score, chosen = m.nested_score((0.01, 1.0, 10.0, 100.0), evaluate, outer, inner)
    return {"score": score, "chosen": chosen}


@scenario(EX, weight=0.5, aspect="robust", float64=False)
def test_kfold_nested_ties(m, draw):
    outer, inner = nest(draw, 13, 3, 2)
    score, chosen = m.nested_score([3, 1, 2], lambda c, _, b: -(c % 2) * len(b), outer, inner)
    again, _ = m.nested_score([5, 7], lambda *rows: len(rows[-1]), outer, inner)
    return {"score": score, "chosen": chosen, "again": again, "first of equals": chosen}
