"""Rows of tokens that somebody prefers to others: the smallest world to align a model in.

Everything is made from numpy's PCG64 bits, so the rows are the same on every machine. They were
made for this course; their licence is that of the workbook.
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
import torch
from torch import Tensor

from workbook.data.bits import SPLITS, Bits
from workbook.errors import UsageError

Split = Literal["train", "validation", "test"]
SIZES = {"train": 1024, "validation": 256, "test": 256}
DEMONSTRATIONS = 256
TOKENS = LENGTH = 8
LIKED = 5  # the token that the hidden reward counts
TRIES = 3  # a demonstration is the best of so many rows


def true_reward(tokens: Tensor) -> Tensor:
    """Return the hidden reward: how often the token 5 stands in a row.

    A row of random tokens has 1 on average, the best one 8.

    Args:
        tokens: (…, 8) int64.

    Returns:
        (…,) float32.

    """
    return (tokens == LIKED).sum(-1).float()


def preferences(
    split: Split = "train", n: int | None = None, *, seed: int = 0
) -> tuple[Tensor, Tensor]:
    """Return pairs of random rows, of which somebody preferred the first.

    Bradley and Terry's model (1952): a row with the reward r is preferred to one with the reward s
    with the probability ``sigmoid(r − s)``. A third of the pairs are ties; of the others, one
    choice in five is against the reward.

    Args:
        split: ``train``, ``validation`` or ``test``; each has random numbers of its own.
        n: how many pairs; 1,024, 256 and 256 if unsaid.
        seed: which pairs.

    Returns:
        ``chosen`` and ``rejected``, both (n, 8) int64 in 0 … 7.

    """
    if split not in SIZES:
        message = f"preferences has no split '{split}': {', '.join(SIZES)}"
        raise UsageError(message)
    count = SIZES[split] if n is None else n
    bits = Bits(27, SPLITS.index(split), seed)
    pairs = torch.from_numpy(bits.below(TOKENS, count, 2, LENGTH))
    rewards = true_reward(pairs)
    margin = (rewards[:, 0] - rewards[:, 1]).long() + LENGTH  # (n,), 0 … 16
    first = np.array([1 / (1 + math.exp(-m)) for m in range(-LENGTH, LENGTH + 1)])
    keeps = torch.from_numpy(bits.uniform(count) < first[margin.numpy()])
    swapped = torch.where(keeps[:, None, None], pairs, pairs.flip(1))
    return swapped[:, 0].clone(), swapped[:, 1].clone()


def demos(n: int = DEMONSTRATIONS, *, seed: int = 0) -> Tensor:
    """Return rows to imitate: of three random rows, the one with the greatest reward.

    Args:
        n: how many rows.
        seed: which rows; every seed is an independent sample.

    Returns:
        (n, 8) int64 in 0 … 7.

    """
    tried = torch.from_numpy(Bits(28, seed).below(TOKENS, n, TRIES, LENGTH))
    rewards = true_reward(tried).long()
    # The first of equals, whatever `argmax` would choose.
    best = (rewards * TRIES + torch.arange(TRIES - 1, -1, -1)).argmax(1)
    return tried[torch.arange(n), best]
