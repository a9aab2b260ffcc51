"""Counts in dictionaries, groups made by hand, statistics of many seeds."""

from __future__ import annotations

from collections import Counter

import torch


def _sides(candidate, groups, fraction, seed):
    """Return the held-out groups as a frozenset, or None if something is wrong."""
    held = candidate(torch.tensor(groups), fraction, seed)
    if not isinstance(held, torch.Tensor) or held.dtype is not torch.bool:
        return None
    if list(held.shape) != [len(groups)]:
        return None
    side = {}
    for group, flag in zip(groups, held.tolist(), strict=True):
        if side.setdefault(group, flag) != flag:
            return None
    return frozenset(group for group, flag in side.items() if flag)


def check_group_split(candidate):
    mixed = [3, -1, 3, 90, 7, -1, 12, 90, 55, 7, 8, 3, 1001, -40, 12, 2]  # 11 groups
    pairs = [g for g in range(10) for _ in range(3)]
    scattered = pairs[::3] + pairs[1::3][::-1] + pairs[2::3]
    heavy = [0] * 30 + list(range(1, 10)) + [5] * 9
    for groups in (mixed, heavy, [42, 42]):
        for fraction in (0.0625, 0.25, 0.75):
            out = _sides(candidate, groups, fraction, 7)
            count = max(1, int(fraction * len(set(groups))))
            if out is None or len(out) != count:
                return False
            if out != _sides(candidate, groups, fraction, 7):
                return False
    often = Counter()
    for seed in range(20):
        often.update(_sides(candidate, scattered, 0.5, seed))
    return len(often) == 10 and max(often.values()) < 20
