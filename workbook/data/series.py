"""Series and sequence tasks that are made on the fly: the same on every machine.

Random numbers come from numpy's PCG64 bits; all floats are multiples of 1/4096, so they are exact
in float32.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from workbook.errors import UsageError

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


def adding_problem(batch: int, steps: int, *, seed: int = 0) -> tuple[Tensor, Tensor]:
    """Return the adding problem (Hochreiter and Schmidhuber 1997).

    Each sequence has two channels: numbers spread evenly over [0, 1), and marks that are 1 at two
    places (one in each half) and 0 elsewhere. The target is the sum of the two marked numbers.
    A model that always says 1 has a mean squared error of 1/6.

    Returns:
        ``x`` (batch, steps, 2) and ``y`` (batch,), float32. ``steps`` is at least 2.

    """
    if steps < 2:  # noqa: PLR2004 - two places are marked
        message = f"the adding problem needs two steps, not {steps}"
        raise UsageError(message)
    source = np.random.PCG64([seed, 2])
    numbers = _below(source, STEPS, batch * steps).reshape(batch, steps) / STEPS
    half = steps // 2
    places = np.stack([_below(source, half, batch), half + _below(source, steps - half, batch)], 1)
    marks = np.zeros((batch, steps))
    np.put_along_axis(marks, places, 1.0, axis=1)
    sums = np.take_along_axis(numbers, places, axis=1).sum(1)
    return _exact(np.stack([numbers, marks], axis=2)), _exact(sums)


def first_token(batch: int, steps: int, kinds: int = 8, *, seed: int = 0) -> tuple[Tensor, Tensor]:
    """Return sequences whose first token is to be remembered to the end.

    The first token is one of the first half of the ``kinds`` symbols, all others are noise from
    the second half. The target is the first token: chance is ``1 / (kinds // 2)``.

    Returns:
        ``ids`` (batch, steps) and ``y`` (batch,) in ``0 … kinds // 2 − 1``, int64.

    """
    if steps < 1 or kinds < 2:  # noqa: PLR2004 - two halves
        message = f"no such sequences: {steps} steps, {kinds} kinds"
        raise UsageError(message)
    source = np.random.PCG64([seed, 3])
    half = kinds // 2
    ids = half + _below(source, kinds - half, batch * steps).reshape(batch, steps)
    ids[:, 0] = _below(source, half, batch)
    tokens = torch.from_numpy(ids)
    return tokens, tokens[:, 0].clone()


def _below(source: np.random.PCG64, bound: int, count: int) -> np.ndarray:
    """Draw ``count`` int64 from ``[0, bound)``."""
    return ((source.random_raw(count) >> np.uint64(11)) % np.uint64(bound)).astype(np.int64)


def _exact(values: np.ndarray) -> Tensor:
    return torch.from_numpy(np.round(values * STEPS) / STEPS).float()
