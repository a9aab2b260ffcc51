"""Sequences that ask for memory: remember the first symbol, add two marked numbers.

Everything is made from numpy's PCG64 bits, so a batch is the same on every machine. They were made
for this course; their licence is that of the workbook. The adding problem is that of Hochreiter and
Schmidhuber (1997).
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from workbook.errors import UsageError

_FRACTION = 24  # bits of a number in [0, 1): as many as float32 holds


def first_token(B: int, T: int, K: int = 8, seed: int = 0) -> tuple[Tensor, Tensor]:  # noqa: N803
    """Return sequences of which only the first symbol matters.

    The first symbol is one of ``0 … K/2 − 1`` and is the label; all others are noise from
    ``K/2 … K − 1``, each equally likely. A guess is right once in ``K/2`` times.

    Args:
        B: how many sequences.
        T: their length.
        K: how many symbols there are, an even number of at least 4.
        seed: which sequences.

    Returns:
        ``tokens`` (B, T) int64 and ``labels`` (B,) int64.

    """
    if K < 4 or K % 2 or T < 1:  # noqa: PLR2004 - stated above
        message = f"no such sequences: K {K}, T {T}"
        raise UsageError(message)
    half = K // 2
    raw = np.random.PCG64([1, seed]).random_raw(B * T).reshape(B, T)
    tokens = torch.from_numpy((raw >> np.uint64(11)).astype(np.int64) % half)
    tokens[:, 1:] += half
    return tokens, tokens[:, 0].clone()


def adding_problem(B: int, T: int, seed: int = 0) -> tuple[Tensor, Tensor]:  # noqa: N803
    """Return the adding problem: the sum of two marked numbers in a long row of numbers.

    Each step has two features: a number, uniform in [0, 1), and a mark, 1 at two steps and 0
    elsewhere. One mark stands in the first half of the sequence, the other in the second. Whoever
    always answers 1 has a mean squared error of 1/6.

    Args:
        B: how many sequences.
        T: their length, at least 2.
        seed: which sequences.

    Returns:
        ``x`` (B, T, 2) float32 and ``y`` (B,) float32, the sum of the two marked numbers.

    """
    if T < 2:  # noqa: PLR2004 - stated above
        message = f"the adding problem needs at least 2 steps, got {T}"
        raise UsageError(message)
    bits = np.random.PCG64([2, seed])
    raw = bits.random_raw(B * T).reshape(B, T) >> np.uint64(64 - _FRACTION)
    numbers = torch.from_numpy(raw.astype(np.float32)) / 2**_FRACTION
    places = (bits.random_raw(2 * B).reshape(2, B) >> np.uint64(11)).astype(np.int64)
    half = T // 2
    first, second = torch.from_numpy(places[0] % half), torch.from_numpy(places[1] % (T - half))
    marks = torch.zeros(B, T)
    marks[torch.arange(B), first] = 1
    marks[torch.arange(B), half + second] = 1
    x = torch.stack([numbers, marks], dim=2)
    return x, (numbers * marks).sum(1)
