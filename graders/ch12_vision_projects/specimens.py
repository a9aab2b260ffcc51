"""Candidates for the ``test`` exercise of chapter 12: try your check on them."""

from __future__ import annotations

import random

import torch
from torch import Tensor


def shuffled_groups(groups: Tensor, fraction: float, seed: int) -> Tensor:
    """Right: the first groups of a random order."""
    names = groups.unique()
    order = torch.randperm(len(names), generator=torch.Generator().manual_seed(seed))
    count = max(1, int(fraction * len(names)))
    return torch.isin(groups, names[order[:count]])


def python_sets(groups: Tensor, fraction: float, seed: int) -> Tensor:
    """Right: Python's own random numbers, and a set."""
    names = sorted(set(groups.tolist()))
    count = max(1, int(fraction * len(names)))
    held = set(random.Random(seed).sample(names, count))  # noqa: S311 - no secret
    return torch.tensor([name in held for name in groups.tolist()])


def torn_apart(groups: Tensor, fraction: float, seed: int) -> Tensor:
    """Wrong: splits photographs, not groups."""
    order = torch.randperm(len(groups), generator=torch.Generator().manual_seed(seed))
    held = torch.zeros_like(groups, dtype=torch.bool)
    held[order[: max(1, int(fraction * len(groups)))]] = True
    return held


def inverted(groups: Tensor, fraction: float, seed: int) -> Tensor:
    """Wrong: True for those that are learnt from."""
    return ~shuffled_groups(groups, fraction, seed)


def first_groups(groups: Tensor, fraction: float, seed: int) -> Tensor:
    """Wrong: always the groups with the smallest numbers."""
    names = groups.unique()
    return torch.isin(groups, names[: max(1, int(fraction * len(names)))])


def numbered_from_zero(groups: Tensor, fraction: float, seed: int) -> Tensor:
    """Wrong: takes it for granted that the groups are 0, 1, 2, …."""
    count = max(1, int(groups.max()) + 1)
    order = torch.randperm(count, generator=torch.Generator().manual_seed(seed))
    return torch.isin(groups, order[: max(1, int(fraction * count))])


RIGHT = {"check_group_split": {"shuffled": shuffled_groups, "sets": python_sets}}
WRONG = {
    "check_group_split": {
        "tears groups apart": torn_apart,
        "returns the training side": inverted,
        "always takes the first groups": first_groups,
        "takes groups for 0, 1, 2": numbered_from_zero,
    }
}
