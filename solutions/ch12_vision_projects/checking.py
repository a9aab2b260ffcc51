"""Testing someone else's split into groups."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor


def check_group_split(candidate: Callable[[Tensor, float, int], Tensor]) -> bool:
    """Say whether ``candidate`` splits photographs without tearing a group apart.

    Two photographs of the same animal look alike. If one is learnt from and the other one tested
    on, the test says too much. So a split goes by **groups** (here: animals). A right candidate is
    called as ``candidate(groups, fraction, seed)``, with groups (N,) int64, N >= 1, the number of
    the animal of each photograph, a float 0 < fraction < 1, and an int seed. It returns a **bool**
    tensor (N,), **True for the photographs that are held out**, such that

    - all photographs of a group are on the same side;
    - with G different groups, exactly ``max(1, floor(fraction · G))`` **groups** are held out,
      however many photographs they have;
    - the same arguments give the same answer;
    - which groups are held out depends on the seed: every group has the same chance. So among the
      answers for 20 seeds and 10 groups, no group is held out always or never at fraction 0.5, and
      not all 20 answers are equal.

    Numbers of groups are any integers, also negative, with gaps, in any order, and the photographs
    of a group need not stand side by side. For fraction · G take numbers whose product is exact,
    such as 0.5 · 10 and 0.25 · 9.

    Every candidate you meet can be called with legal arguments without an error, and some wrong
    ones are wrong only for certain groups. Right ones differ in which groups they choose, so there
    is no answer to compare with: test the properties.

    Args:
        candidate: the implementation to test.

    Returns:
        True if it passes all your tests, else False.

    """

    ### BEGIN SOLUTION
    def is_right(groups: Tensor, fraction: float, seed: int) -> bool:
        held = candidate(groups.clone(), fraction, seed)
        if held.dtype != torch.bool or held.shape != groups.shape:
            return False
        inside, outside = set(groups[held].tolist()), set(groups[~held].tolist())
        wanted = max(1, int(fraction * len(groups.unique())))
        again = candidate(groups.clone(), fraction, seed)
        return not inside & outside and len(inside) == wanted and torch.equal(held, again)

    scattered = torch.arange(10).repeat(4)
    uneven = torch.tensor([5, *[2] * 9, 0, 1, 5, 3, 4, 6, *[5] * 7, 9, 8, 7, 2])
    odd = torch.tensor([-7, 1000, -7, 3, 40, 3, 1000, 0, 0, -50, 8, 77, 901])  # 9 groups
    alone = torch.tensor([4, 4, 4])
    cases = (odd, 0.25), (odd, 0.0625), (uneven, 0.25), (scattered, 0.75), (alone, 0.5)
    if not all(is_right(groups, fraction, 0) for groups, fraction in cases):
        return False
    answers = [candidate(scattered.clone(), 0.5, seed) for seed in range(20)]
    often = torch.stack([held.double() for held in answers]).mean(0)
    return bool(((often > 0) & (often < 1)).all())
    ### END SOLUTION
