"""Testing someone else's regulariser."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor


def check_max_norm(candidate: Callable[[Tensor, float], Tensor]) -> bool:
    """Say whether ``candidate`` is a right max-norm constraint.

    Networks with dropout are often trained with it (Srivastava et al., 2014): after every step,
    the weights that lead *into* a unit are pulled back if they have grown too long. A right
    candidate is called as ``candidate(weight, limit)`` with a weight (O, I), one row for each unit,
    and a limit > 0, and returns a new (O, I) tensor:

        row o:   weight[o]                              if ‖weight[o]‖ ≤ limit
                 weight[o] · limit / ‖weight[o]‖        else

    with the Euclidean norm of that row alone. A row of zeros stays zero. The dtype is kept:
    float32 to the precision of float32, float64 to that of float64.

    Every candidate you meet can be called with legal arguments without an error, though a wrong one
    may return a wrong shape or NaN, and some are wrong only for a certain kind of argument: number
    of rows, long and short rows, signs, zeros, size of the limit, dtype. A right one may differ
    from yours by rounding, a few 1e-7 (float32) or 1e-15 (float64) of the size of the row.

    Args:
        candidate: the implementation to test.

    Returns:
        True if it passes all your tests, else False.

    """

    ### BEGIN SOLUTION
    def expected(weight: Tensor, limit: float) -> Tensor:
        norms = weight.double().square().sum(1, keepdim=True).sqrt()
        return torch.where(norms > limit, weight * (limit / norms), weight).to(weight.dtype)

    generator = torch.Generator().manual_seed(2)
    tolerances = {torch.float32: 1e-5, torch.float64: 1e-12}
    for O, I in ((1, 7), (9, 3), (4, 4)):
        for limit in (0.25, 3.0):
            for dtype, tolerance in tolerances.items():
                weight = torch.randn(O, I, generator=generator, dtype=torch.float64)
                # lengths from far above the limit to far below it, and one row of zeros
                lengths = limit * torch.logspace(0.9, -0.9, O, dtype=torch.float64)
                weight = weight / weight.norm(dim=1, keepdim=True) * lengths[:, None]
                weight[O // 2] *= float(O < 3)
                weight = weight.to(dtype)
                mine, theirs = expected(weight, limit), candidate(weight, limit)
                if theirs.shape != mine.shape or theirs.dtype != dtype:
                    return False
                if not torch.allclose(theirs, mine, rtol=tolerance, atol=tolerance * limit):
                    return False
    return True
    ### END SOLUTION
