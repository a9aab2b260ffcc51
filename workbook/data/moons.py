"""Densities in the plane to learn: two moons and a ring of bumps.

Everything is made from numpy's PCG64, so a sample is the same wherever it is drawn and no global
generator is touched. They were made for this course; their licence is that of the workbook.
"""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor

from workbook.errors import UsageError


def moons(n: int, noise: float = 0.05, seed: int = 0) -> tuple[Tensor, Tensor]:
    """Return points of two half circles of radius 1 that reach into each other.

    Moon 0 is the upper half of the circle about (0, 0), moon 1 the lower half of the one about
    (1, 0.5); each point belongs to either with the same probability, and its angle is uniform.

    Args:
        n: how many points.
        noise: the standard deviation of what is added to both coordinates.
        seed: which points; every seed is an independent sample.

    Returns:
        ``x`` (n, 2) float32 and ``y`` (n,) int64, the moon.

    """
    _refuse_unless(n >= 0 and noise >= 0, f"no such moons: n {n}, noise {noise}")
    rng = np.random.Generator(np.random.PCG64([3, seed]))
    y = rng.integers(0, 2, n)
    angle = math.pi * rng.random(n)
    x = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    x = np.where(y[:, None] == 0, x, np.array([1, 0.5]) - x)
    return _as_tensors(x + noise * rng.standard_normal((n, 2)), y)


def ring(
    n: int, modes: int = 8, sd: float = 0.1, radius: float = 2.0, seed: int = 0
) -> tuple[Tensor, Tensor]:
    """Return points of several small normal bumps, evenly spaced on a circle about (0, 0).

    Bump ``k`` stands at the angle 2π k / modes; each is equally likely.

    Args:
        n: how many points.
        modes: how many bumps.
        sd: the standard deviation of a bump, in both coordinates.
        radius: of the circle.
        seed: which points; every seed is an independent sample.

    Returns:
        ``x`` (n, 2) float32 and ``y`` (n,) int64, the bump.

    """
    _refuse_unless(n >= 0 and modes > 0 and sd >= 0, f"no such ring: n {n}, modes {modes}, sd {sd}")
    rng = np.random.Generator(np.random.PCG64([4, seed]))
    y = rng.integers(0, modes, n)
    angle = 2 * math.pi * y / modes
    centre = radius * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return _as_tensors(centre + sd * rng.standard_normal((n, 2)), y)


def _as_tensors(x: np.ndarray, y: np.ndarray) -> tuple[Tensor, Tensor]:
    return torch.from_numpy(x.astype(np.float32)), torch.from_numpy(y.astype(np.int64))


def _refuse_unless(condition: bool, message: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not condition:
        raise UsageError(message)
