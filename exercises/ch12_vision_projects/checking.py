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

    raise NotImplementedError("TODO: check_group_split")
