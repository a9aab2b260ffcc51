"""Hand-made cases for each mistake, and random ones against a recursive distance."""

import functools
import random

import torch


def distance(a, b):
    @functools.cache
    def d(i, j):
        if i == len(a) or j == len(b):
            return len(a) - i + len(b) - j
        if a[i] == b[j]:
            return d(i + 1, j + 1)
        return 1 + min(d(i + 1, j), d(i, j + 1), d(i + 1, j + 1))

    return d(0, 0)


def check_edit_distance(candidate) -> bool:
    rng = random.Random(4)  # noqa: S311 - nothing secret
    many = list(range(100, 130))
    cases = [
        ([], []),
        ([], [4, 4]),
        ([9], []),
        ([1, 2], [2, 1]),
        ([1, 2, 3, 4], [2, 1, 4, 3]),
        (many, many[::-1]),
        (many, [-i for i in many]),
        (many, many[12:] + many[:12]),
        (many, many[8:] + many[:8]),
        ([7, 8, 9], [7 + 2**40, 8 - 2**32, 9 + 2**33]),
        ([1, 1, 2], [2, 1]),
    ]
    for _ in range(8):
        k = rng.choice((2, 3, 5))
        cases.append(tuple([rng.randrange(k) for _ in range(rng.randrange(9))] for _ in "ab"))
    for a, b in cases:
        tensors = [torch.tensor(x, dtype=torch.int64) for x in (a, b)]
        try:
            if candidate(*tensors) != distance(tuple(a), tuple(b)):
                return False
        except Exception:  # noqa: BLE001
            return False
    return True
