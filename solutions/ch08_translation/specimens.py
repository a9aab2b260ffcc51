"""More edit distances, right and wrong, that no learner has seen."""

import numpy as np
from torch import Tensor


def along_diagonals(a: Tensor, b: Tensor) -> int:
    """Ask how far one gets with 0, 1, 2, … changes on each diagonal."""
    x, y = a.tolist(), b.tolist()
    n, m = len(x), len(y)
    far = {0: 0}
    for changes in range(n + m + 1):
        for d, i in far.items():
            reached = i
            while reached < n and reached + d < m and x[reached] == y[reached + d]:
                reached += 1
            far[d] = reached
        if far.get(m - n) == n:
            return changes
        grown: dict[int, int] = {}
        for d, i in far.items():
            for to, at in ((d, i + 1), (d - 1, i + 1), (d + 1, i)):
                if at <= n and 0 <= at + to <= m:
                    grown[to] = max(grown.get(to, -1), at)
        far = grown
    return n + m


def with_numpy(a: Tensor, b: Tensor) -> int:
    """Fill the table row by row; insertions by a running minimum."""
    x, y = a.numpy(), b.numpy()
    steps = np.arange(len(y) + 1)
    row = steps.copy()
    for token in x:
        best = np.concatenate([[row[0] + 1], np.minimum(row[1:] + 1, row[:-1] + (y != token))])
        row = np.minimum.accumulate(best - steps) + steps
    return int(row[-1])


def _table(a: list, b: list, replace: int = 1, start_a: int = 1, start_b: int = 1) -> list:
    D = [[i * start_a + j * start_b for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i, x in enumerate(a, start=1):
        for j, y in enumerate(b, start=1):
            down, right = D[i - 1][j] + 1, D[i][j - 1] + 1
            D[i][j] = min(down, right, D[i - 1][j - 1] + replace * (x != y))
    return D


def neighbours_exchanged(a: Tensor, b: Tensor) -> int:
    """Count the exchange of two neighbours as one change."""
    x, y = a.tolist(), b.tolist()
    D = _table(x, y)
    for i in range(1, len(x) + 1):
        for j in range(1, len(y) + 1):
            D[i][j] = min(
                D[i - 1][j] + 1, D[i][j - 1] + 1, D[i - 1][j - 1] + (x[i - 1] != y[j - 1])
            )
            if min(i, j) > 1 and x[i - 1] == y[j - 2] and x[i - 2] == y[j - 1]:
                D[i][j] = min(D[i][j], D[i - 2][j - 2] + 1)
    return D[-1][-1]


def free_beginning(a: Tensor, b: Tensor) -> int:
    """Start the first row with zeros: leading tokens of b are inserted for nothing."""
    return _table(a.tolist(), b.tolist(), start_b=0)[-1][-1]


def narrow_band(a: Tensor, b: Tensor) -> int:
    """Look only five places around the diagonal."""
    x, y = a.tolist(), b.tolist()
    width = max(5, abs(len(x) - len(y)))
    D = [[i + j if not i or not j else 99 for j in range(len(y) + 1)] for i in range(len(x) + 1)]
    for i in range(1, len(x) + 1):
        for j in range(max(1, i - width), min(len(y), i + width) + 1):
            D[i][j] = min(
                D[i - 1][j] + 1, D[i][j - 1] + 1, D[i - 1][j - 1] + (x[i - 1] != y[j - 1])
            )
    return D[-1][-1]


def empty_is_free(a: Tensor, b: Tensor) -> int:
    """Return 0 as soon as one sentence is empty."""
    return _table(a.tolist(), b.tolist())[-1][-1] if len(a) and len(b) else 0


def bags_of_words(a: Tensor, b: Tensor) -> int:
    """Forget the order."""
    return _table(sorted(a.tolist()), sorted(b.tolist()))[-1][-1]


def ids_in_32_bits(a: Tensor, b: Tensor) -> int:
    """Compare the ids as 32-bit numbers."""
    return _table(a.int().tolist(), b.int().tolist())[-1][-1]


def capped(a: Tensor, b: Tensor) -> int:
    """Give up at twenty."""
    return min(20, _table(a.tolist(), b.tolist())[-1][-1])


RIGHT = {
    "check_edit_distance": {
        "along diagonals": along_diagonals,
        "with numpy": with_numpy,
    }
}
WRONG = {
    "check_edit_distance": {
        "neighbours exchanged": neighbours_exchanged,
        "a free beginning": free_beginning,
        "a narrow band": narrow_band,
        "an empty sentence is free": empty_is_free,
        "bags of words": bags_of_words,
        "ids in 32 bits": ids_in_32_bits,
        "capped at twenty": capped,
    }
}
