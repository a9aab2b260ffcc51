"""A mixture of three normal distributions in the plane, whose density is known.

Everything is made from numpy's PCG64 bits, so a sample is the same on every machine. It was made
for this course; its licence is that of the workbook.
"""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor

from workbook.data.bits import Bits, exact
from workbook.errors import UsageError

SIXTEENTHS = (8, 5, 3)  # the weights, in sixteenths
MEANS = ((-2.0, 0.0), (2.0, 1.0), (0.5, -2.5))
DEVIATIONS = (0.5, 0.75, 0.375)


def gauss_mix(n: int = 4096, seed: int = 0) -> tuple[Tensor, Tensor]:
    """Return points of three round clouds.

    ============  ======  ============  ==================
    component     weight  mean          standard deviation
    ============  ======  ============  ==================
    0             1/2     (−2, 0)       1/2
    1             5/16    (2, 1)        3/4
    2             3/16    (0.5, −2.5)   3/8
    ============  ======  ============  ==================

    Args:
        n: how many points.
        seed: which points; every seed is an independent sample.

    Returns:
        ``x`` (n, 2) float32, multiples of 1/4096, and ``y`` (n,) int64, the component.

    """
    if n < 0:
        message = f"no such sample: n {n}"
        raise UsageError(message)
    bits = Bits(30, seed)
    y = np.repeat(np.arange(3), SIXTEENTHS)[bits.below(16, n)]
    x = np.array(MEANS)[y] + np.array(DEVIATIONS)[y][:, None] * bits.normal(n, 2)
    return torch.from_numpy(exact(x)).float(), torch.from_numpy(y)


def gauss_mix_log_density(x: Tensor) -> Tensor:
    """Return the logarithm of the mixture's density at ``x`` (…, 2): (…,), of its dtype."""
    parts = []
    for weight, mean, deviation in zip(SIXTEENTHS, MEANS, DEVIATIONS, strict=True):
        squares = (x - x.new_tensor(mean)).square().sum(-1)
        constant = math.log(weight / 16) - math.log(2 * math.pi * deviation**2)
        parts.append(constant - squares / (2 * deviation**2))
    return torch.stack(parts).logsumexp(0)
