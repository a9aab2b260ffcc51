"""Short rows of digits and what becomes of them: reversed, sorted or copied.

Everything is made from numpy's PCG64 bits, so a batch is the same on every machine. They were made
for this course; their licence is that of the workbook.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from workbook.errors import UsageError

PAD, BOS, FIRST = 0, 1, 2  # the id of padding, of "begin", and of the digit 0
VOCABULARY = FIRST + 10

_TASKS: dict[str, Callable[[Tensor], Tensor]] = {
    "reverse": lambda source: source.flip(1),
    "sort": lambda source: source.sort(dim=1).values,
    "copy": lambda source: source.clone(),
}


def digit_tasks(kind: str, n: int, T: int = 8, seed: int = 0) -> tuple[Tensor, Tensor]:  # noqa: N803
    """Return rows of digits, each equally likely, and the rows that should be made of them.

    The digit ``z`` has the id ``FIRST + z``; ``PAD`` and ``BOS`` do not occur. All kinds have the
    same sources for the same seed.

    Args:
        kind: ``"reverse"``, ``"sort"`` (from small to large) or ``"copy"``.
        n: how many rows.
        T: their length.
        seed: which rows.

    Returns:
        ``source`` (n, T) and ``target`` (n, T), int64.

    """
    if kind not in _TASKS:
        message = f"no such task: {kind!r}; there are {', '.join(_TASKS)}"
        raise UsageError(message)
    raw = np.random.PCG64([9, seed]).random_raw(n * T).reshape(n, T)
    source = torch.from_numpy((raw >> np.uint64(11)).astype(np.int64) % 10) + FIRST
    return source, _TASKS[kind](source)
