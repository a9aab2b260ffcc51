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
    ### BEGIN SOLUTION
    n, sigmas = 10_000, 5.5
    try:
        x, again, other = candidate(n, 1), candidate(n, 1), candidate(n, 2)
        shapes = [candidate(k, 3).shape for k in (1, 7)]
    except Exception:  # noqa: BLE001 - whatever it raises, it is wrong
        return False
    if x.shape != (n,) or shapes != [(1,), (7,)]:
        return False
    if x.dtype not in {torch.float32, torch.float64} or not torch.equal(x, again):
        return False
    x, other = x.double(), other.double()

    def expected(share: float, probability: float) -> bool:
        sd = math.sqrt(probability * (1 - probability) / n)
        return abs(share - probability) <= sigmas * sd

    def unrelated(left: Tensor, right: Tensor) -> bool:
        size = (left.square().mean() * right.square().mean()).sqrt()
        return abs(float((left * right).mean() / size)) <= sigmas / math.sqrt(len(left))

    everything = torch.cat([x, other]).abs()
    if len(everything.unique()) < 0.98 * len(everything):  # pairs, repetitions, a coarse grid
        return False
    for a in (0.0, 0.1, 0.3, 0.7, 1.2, 2.0, 3.0, 4.0, 5.0, 6.0):
        tail = 0.5 * math.exp(-a)
        for sign in (1, -1):
            if not expected(float((sign * x > a).double().mean()), tail):
                return False
    signs = x.sign()
    return (
        unrelated(x[1:], x[:-1])
        and unrelated(signs[1:], signs[:-1])
        and unrelated(x.abs()[1:] - 1, x.abs()[:-1] - 1)
        and unrelated(x, other)
    )
    ### END SOLUTION
