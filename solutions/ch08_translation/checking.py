"""Testing: a check that tells right edit distances from wrong ones."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor


def check_edit_distance(candidate: Callable[[Tensor, Tensor], int]) -> bool:
    """Decide whether ``candidate`` computes the edit distance of two sentences.

    The edit distance (Levenshtein, 1966) is the least number of changes that turn sentence ``a``
    into sentence ``b``, where one change **inserts** a token, **deletes** one, or **replaces** one
    by another; each costs 1. (Exchanging two neighbours is no change of its own: it costs 2.) With
    ``D[i, j]`` for the first i tokens of ``a`` and the first j of ``b``:

        D[i, 0] = i        D[0, j] = j
        D[i, j] = min(D[i−1, j] + 1, D[i, j−1] + 1, D[i−1, j−1] + (0 if a_i = b_j else 1))

    A candidate is called as ``candidate(a, b)`` with int64 tensors (n,) and (m,), where n and m are
    from 0 to 30, and the ids are any whole numbers, also large or negative ones. A right one
    returns the distance as a Python int. Examples: [5, 6, 7] and [5, 7] have distance 1, [5, 6] and
    [6, 5] have 2, [] and [4, 4, 4] have 3.

    Your check is shown many candidates, right and wrong, in an order that you do not know. Return
    True for each right one, however it is written, and False for each wrong one, also for one that
    raises an exception. Some examples of both are in ``graders/ch08_translation/specimens.py``; you
    will meet others too. You may write the distance yourself.

    Args:
        candidate: the implementation on trial.

    Returns:
        Whether it is right.

    """

    ### BEGIN SOLUTION
    def distance(a: list[int], b: list[int]) -> int:
        table = {(p, q): p + q for p in range(len(a) + 1) for q in range(len(b) + 1)}
        for p, q in table:
            if p and q:
                replaced = table[p - 1, q - 1] + (a[p - 1] != b[q - 1])
                table[p, q] = min(replaced, 1 + table[p - 1, q], 1 + table[p, q - 1])
        return table[len(a), len(b)]

    gen = torch.Generator().manual_seed(8)
    far_apart = torch.tensor([-7, 3, 3 + 2**33, 10**12, 3 - 2**33])
    sizes = ((0, 0), (0, 4), (5, 0), (1, 1), (3, 9), (9, 4), (6, 6), (7, 8))
    pairs = []
    for place, (n, m) in enumerate(sizes):
        ids = far_apart if place % 2 else torch.arange(3)
        chosen = torch.randint(len(ids), (n + m,), generator=gen)
        pairs.append((ids[chosen[:n]], ids[chosen[n:]]))
    line = torch.arange(30)
    pairs += [(line, line.roll(k)) for k in (3, 12)] + [(line, line.flip(0))]
    pairs += [(torch.tensor([5, 6]), torch.tensor([6, 5])), (line, line + 2**33)]
    for a, b in pairs:
        try:
            got = candidate(a.clone(), b.clone())
        except Exception:  # noqa: BLE001 - whatever it raises, it is wrong
            return False
        if got != distance(a.tolist(), b.tolist()):
            return False
    return True
    ### END SOLUTION
