"""Random numbers that are the same on every machine: the raw bits of numpy's PCG64.

The bits of PCG64 never change, whereas numpy's methods that make numbers of them may, from one
version to the next. So what is drawn here is made of the bits by arithmetic that is exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist

import numpy as np

FRACTION = 24  # bits of a number in [0, 1): as many as float32 holds
STEPS = 4096  # normal numbers are multiples of 1/4096

SPLITS = ("train", "validation", "test")


class Bits:
    """A stream of random numbers, chosen by its key."""

    def __init__(self, *key: int) -> None:
        self._source = np.random.PCG64(list(key))

    def below(self, high: int, *shape: int) -> np.ndarray:
        """Draw int64 from 0 … high - 1."""
        raw = self._source.random_raw(int(np.prod(shape))) >> np.uint64(11)
        return (raw % np.uint64(high)).astype(np.int64).reshape(shape)

    def one(self, high: int) -> int:
        """Draw one number from 0 … high - 1."""
        return (int(self._source.random_raw()) >> 11) % high

    def choice(self, options: Sequence[str]) -> str:
        """Draw one of several words."""
        return options[self.one(len(options))]

    def uniform(self, *shape: int) -> np.ndarray:
        """Draw float64 from [0, 1), exact in float32."""
        return self.below(1 << FRACTION, *shape) / (1 << FRACTION)

    def normal(self, *shape: int) -> np.ndarray:
        """Draw float64 from the standard normal distribution, rounded to multiples of 1/4096."""
        inverse = NormalDist().inv_cdf
        middles = (self.below(1 << 40, *shape).ravel() + 0.5) / (1 << 40)
        return exact(np.array([inverse(p) for p in middles.tolist()])).reshape(shape)

    def order(self, count: int) -> np.ndarray:
        """Draw an order of ``count`` things."""
        return np.argsort(self._source.random_raw(count), kind="stable")


def exact(values: np.ndarray) -> np.ndarray:
    """Round to multiples of 1/4096, so that values are the same in float32 and everywhere."""
    return np.round(values * STEPS) / STEPS
