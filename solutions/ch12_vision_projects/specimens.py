"""More candidates for the ``test`` exercise of chapter 12."""

from __future__ import annotations

import random

import torch
from torch import Tensor


def by_numpy_like_ranks(groups: Tensor, fraction: float, seed: int) -> Tensor:
    """Right: a random number for each group, the smallest are held out."""
    names, place = groups.unique(return_inverse=True)
    noise = torch.rand(len(names), generator=torch.Generator().manual_seed(seed))
    count = max(1, int(fraction * len(names)))
    held = torch.zeros(len(names), dtype=torch.bool)
    held[noise.argsort()[:count]] = True
    return held[place]


def seed_ignored(groups: Tensor, fraction: float, seed: int) -> Tensor:  # noqa: ARG001
    """Wrong: the same groups whatever the seed."""
    return by_numpy_like_ranks(groups, fraction, 3)


def global_noise(groups: Tensor, fraction: float, seed: int) -> Tensor:  # noqa: ARG001
    """Wrong: another answer each time."""
    return by_numpy_like_ranks(groups, fraction, random.SystemRandom().randrange(2**31))


def rounded_up(groups: Tensor, fraction: float, seed: int) -> Tensor:
    """Wrong: rounds the number of groups up."""
    names = groups.unique()
    count = min(len(names), -int(-fraction * len(names) // 1))
    return by_numpy_like_ranks(groups, (count + 0.5) / len(names), seed)


def none_of_few(groups: Tensor, fraction: float, seed: int) -> Tensor:
    """Wrong: holds nothing out where the fraction of the groups is less than one."""
    if int(fraction * len(groups.unique())) == 0:
        return torch.zeros_like(groups, dtype=torch.bool)
    return by_numpy_like_ranks(groups, fraction, seed)


def share_of_photographs(groups: Tensor, fraction: float, seed: int) -> Tensor:
    """Wrong: takes groups until the fraction of photographs is reached."""
    names = groups.unique()
    order = torch.randperm(len(names), generator=torch.Generator().manual_seed(seed))
    held = torch.zeros_like(groups, dtype=torch.bool)
    for name in names[order]:
        held |= groups == name
        if held.sum() >= fraction * len(groups):
            break
    return held


def neighbours_only(groups: Tensor, fraction: float, seed: int) -> Tensor:
    """Wrong: takes a run of equal numbers for a group, so one that comes again is another."""
    runs = (groups != groups.roll(1)).long()
    runs[0] = 0
    return by_numpy_like_ranks(runs.cumsum(0), fraction, seed)


def last_never(groups: Tensor, fraction: float, seed: int) -> Tensor:
    """Wrong: the group with the largest number is never held out."""
    names = groups.unique()
    if len(names) == 1:
        return torch.ones_like(groups, dtype=torch.bool)
    count = min(len(names) - 1, max(1, int(fraction * len(names))))
    order = torch.randperm(len(names) - 1, generator=torch.Generator().manual_seed(seed))
    return torch.isin(groups, names[order[:count]])


def as_numbers(groups: Tensor, fraction: float, seed: int) -> Tensor:
    """Wrong: zeros and ones of int64."""
    return by_numpy_like_ranks(groups, fraction, seed).long()


RIGHT = {"check_group_split": {"ranks": by_numpy_like_ranks}}
WRONG = {
    "check_group_split": {
        "ignores the seed": seed_ignored,
        "gives another answer each time": global_noise,
        "rounds the number of groups up": rounded_up,
        "holds nothing out of few groups": none_of_few,
        "counts photographs instead of groups": share_of_photographs,
        "takes runs for groups": neighbours_only,
        "never holds the last group out": last_never,
        "returns integers": as_numbers,
    }
}
