"""Functions to fit and functions to descend: a noisy cubic, quadratics, Rosenbrock's valley.

Everything is made from numpy's PCG64 bits, so it is the same on every machine. They were made for
this course; their licence is that of the workbook.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor

from workbook.data.bits import SPLITS, Bits, exact
from workbook.errors import UsageError

Split = Literal["train", "validation", "test"]
SIZES = {"train": 20, "validation": 100, "test": 100}
CUBIC = (0.25, -1.0, -0.5, 2.0)  # of 1, x, x² and x³


def poly_data(
    split: Split = "train", n: int | None = None, noise: float = 0.2, seed: int = 0
) -> tuple[Tensor, Tensor]:
    """Return points of the cubic ``y = 0.25 − x − 0.5 x² + 2 x³`` with normal noise.

    Few points to train on, so that a polynomial of a high degree overfits.

    Args:
        split: ``train``, ``validation`` or ``test``; each has random numbers of its own.
        n: how many points; 20, 100 and 100 if unsaid.
        noise: the standard deviation of what is added to y.
        seed: which points.

    Returns:
        ``x`` (n, 1) float32, uniform in [−1, 1), and ``y`` (n, 1) float32, multiples of 1/4096.

    """
    if split not in SIZES or noise < 0:
        message = f"no such points: split {split!r}, noise {noise}"
        raise UsageError(message)
    bits = Bits(21, SPLITS.index(split), seed)
    count = SIZES[split] if n is None else n
    x = (bits.below(512, count, 1) - 256) / 256
    y = sum(c * x**power for power, c in enumerate(CUBIC)) + noise * bits.normal(count, 1)
    return torch.from_numpy(x).float(), torch.from_numpy(exact(y)).float()


@dataclass(frozen=True)
class Quadratic:
    """The function ``f(x) = ½ (x − centre)ᵀ matrix (x − centre)``, whose least value is 0.

    Attributes:
        matrix: (d, d) float64, symmetric.
        centre: (d,) float64, where the least value is.

    """

    matrix: Tensor
    centre: Tensor

    def __call__(self, x: Tensor) -> Tensor:
        """Return ``f`` of ``x`` (…, d), in its dtype: (…,)."""
        away = x - self.centre.to(x)
        return 0.5 * (away * (away @ self.matrix.to(x))).sum(-1)


def quadratic(eigs: Sequence[float], seed: int = 0) -> Quadratic:
    """Return a quadratic whose matrix has the given eigenvalues, turned and moved as the seed says.

    Args:
        eigs: the eigenvalues, d of them; their greatest over their least is the condition number.
        seed: chooses the directions of the axes, and the centre in [−2, 2)ᵈ.

    """
    if not eigs:
        message = "a quadratic needs at least one eigenvalue"
        raise UsageError(message)
    d = len(eigs)
    bits = Bits(22, seed)
    v = (bits.below(7, d) + 1).tolist()  # Q = I − 2 v vᵀ / vᵀv is a reflection
    square = sum(a * a for a in v)
    q = [[(i == j) - 2 * a * b / square for j, b in enumerate(v)] for i, a in enumerate(v)]
    # `fsum` rounds once, so the matrix does not depend on the order of adding.
    matrix = [
        [math.fsum(a * b * e for a, e, b in zip(r, eigs, s, strict=True)) for s in q] for r in q
    ]
    centre = (bits.below(1024, d) - 512) / 256
    return Quadratic(torch.tensor(matrix, dtype=torch.float64), torch.from_numpy(centre))


def rosenbrock(x: Tensor) -> Tensor:
    """Return Rosenbrock's banana valley ``(1 − x₁)² + 100 (x₂ − x₁²)²`` (1960).

    Its least value is 0, at (1, 1); the usual start is (−1.2, 1).

    Args:
        x: (…, 2), floating.

    Returns:
        (…,), of the dtype of ``x``.

    """
    first, second = x.unbind(-1)
    return (1 - first) ** 2 + 100 * (second - first**2) ** 2
