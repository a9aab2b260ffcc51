"""From the sums of the rows and of their squares about a first row."""

import torch
from torch import Tensor


def standardise(train: Tensor, *others: Tensor) -> tuple[Tensor, ...]:
    first, n = train[0], len(train)
    moved = train - first
    mean = moved.sum(0) / n
    variance = (moved * moved).sum(0) / n - mean * mean
    scale = torch.where(variance > 0, variance.clamp(min=0).rsqrt(), 1.0)
    return tuple((table - first - mean) * scale for table in [train, *others])
