"""Series of numbers that are made on the fly: the same on every machine.

Random numbers come from numpy's PCG64 bits; all floats are multiples of 1/4096, so they are exact
in float32.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

STEPS = 4096


def sine_series(n: int, *, noise: float = 0.1, seed: int = 0) -> Tensor:
    """Return a noisy oscillation of ``n`` values: two sines with periods that the seed chooses.

    Args:
        n: how many values.
        noise: the standard deviation of what is added to the sines, whose sum lies in [−1.5, 1.5].
        seed: chooses the periods (17 to 40 and 60 to 120 steps), the phases and the noise.

    Returns:
        ``(n,)`` float32.

    """
    source = np.random.PCG64([seed, 1])
    short, long = 17 + _below(source, 24, 1)[0], 60 + _below(source, 61, 1)[0]
    first, second = _below(source, STEPS, 2) / STEPS
    steps = np.arange(n)
    wave = np.sin(2 * np.pi * (steps / short + first))
    wave += 0.5 * np.sin(2 * np.pi * (steps / long + second))
    bell = _below(source, STEPS, 12 * n).reshape(12, n).sum(0) / STEPS - 6  # nearly normal
    return _exact(wave + noise * bell)


def _below(source: np.random.PCG64, bound: int, count: int) -> np.ndarray:
    """Draw ``count`` int64 from ``[0, bound)``."""
    return ((source.random_raw(count) >> np.uint64(11)) % np.uint64(bound)).astype(np.int64)


def _exact(values: np.ndarray) -> Tensor:
    return torch.from_numpy(np.round(values * STEPS) / STEPS).float()
