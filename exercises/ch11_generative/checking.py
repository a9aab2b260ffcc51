"""Testing: a check that tells right random number generators from wrong ones."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor


def check_laplace(candidate: Callable[[int, int], Tensor]) -> bool:
    """Decide whether ``candidate`` draws from the standard Laplace distribution.

    The density is ``p(x) = ½ exp(−|x|)``: mean and median 0, variance 2, and
    ``P(|X| > a) = exp(−a)`` for every a ≥ 0. A candidate is called as ``candidate(n, seed)`` with
    two Python ints, n ≥ 1. A right one

    - returns a float32 or float64 tensor of shape ``(n,)``, for every n, finite;
    - its n numbers are **independent** draws of that distribution: no order in them, no pairs, no
      repetitions (of continuous numbers hardly any two are ever equal);
    - the same ``(n, seed)`` gives the same numbers, and another seed gives others, independent of
      the first.

    Your check is shown many candidates, right and wrong, in an order that you do not know. Return
    True for each right one, however it makes its numbers, and False for each wrong one, also for
    one that raises an exception. A right one is random: allow it the deviations that chance makes,
    but not ten times those. If you make ten comparisons on each of many candidates, each must be
    wide enough to fail a right one less than once in a million times: 5 or 6 standard errors.

    The wrong ones can all be found with 10,000 draws and a handful of calls. Some examples of both
    kinds are in ``graders/ch11_generative/specimens.py``; you will meet others too.

    Args:
        candidate: the generator on trial.

    Returns:
        Whether it is right.

    """
    raise NotImplementedError("TODO: check_laplace")
