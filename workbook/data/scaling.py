"""Training runs of a law that is known: how the loss falls with parameters and with tokens.

Nothing was trained: the losses are made from the law and from numpy's PCG64 bits. They were made
for this course; their licence is that of the workbook.
"""

from __future__ import annotations

from itertools import product

import torch
from torch import Tensor

from workbook.data.bits import Bits
from workbook.errors import UsageError

FLOOR, OF_PARAMETERS, OF_TOKENS = (
    1.7,
    400.0,
    410.0,
)  # nats: what no model gets below, and two scales
ALPHA, BETA = 0.34, 0.28
PARAMETERS = (1e6, 4e6, 1.6e7, 6.4e7, 2.56e8, 1.024e9)
TOKENS = (2e7, 8e7, 3.2e8, 1.28e9, 5.12e9, 2.048e10)
DIGITS = 6


def scaling_runs(seed: int = 0, noise: float = 0.003) -> dict[str, Tensor]:
    """Return 36 runs: six numbers of parameters by six numbers of tokens.

    The law has the form that Hoffmann et al. (2022) fitted::

        L(N, D) = 1.7 + 400 / N^0.34 + 410 / D^0.28

    and every loss is multiplied by ``1 + noise · z`` with a normal ``z``.

    Args:
        seed: which noise.
        noise: its relative standard deviation.

    Returns:
        ``N`` (parameters), ``D`` (tokens) and ``L`` (nats per token), each (36,) float64.

    """
    if noise < 0:
        message = f"no such noise: {noise}"
        raise UsageError(message)
    runs = list(product(PARAMETERS, TOKENS))
    deviations = Bits(29, seed).normal(len(runs)).tolist()
    losses = [
        round(true_loss(n, d) * (1 + noise * z), DIGITS)
        for (n, d), z in zip(runs, deviations, strict=True)
    ]
    columns = ([n for n, _ in runs], [d for _, d in runs], losses)
    return {
        key: torch.tensor(column, dtype=torch.float64)
        for key, column in zip("NDL", columns, strict=True)
    }


def true_loss(n: float, d: float) -> float:
    """Return the loss of the law, without noise, for ``n`` parameters and ``d`` tokens."""
    return FLOOR + OF_PARAMETERS / n**ALPHA + OF_TOKENS / d**BETA
