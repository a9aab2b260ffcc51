"""Testing: a check that finds out whether a sequence model looks into the future."""

from collections.abc import Callable

import torch
from torch import Tensor


def check_causal(candidate: Callable[[Tensor], Tensor]) -> bool:
    """Decide whether ``candidate`` is causal: whether it could be used to predict what comes next.

    Convention: batch first. ``candidate(x)`` takes floats ``x`` of shape ``(B, T, 3)`` and returns
    floats ``(B, T, O)``. It is right if

        the output [b, t] is decided by x[b, 0 … t] alone

    and wrong if, for some inputs, anything *later* in the row, or anything in *another row* of the
    batch, has an influence on it. Nothing else is asked: what it computes does not matter. You may
    rely on this:

    - It works for every ``B >= 1`` and ``1 <= T <= 32``, and the same input gives the same output.
      A right one answers the beginning of a sequence with the beginning of its answer.
    - A right one may still be rounded differently, by up to 1e-5 of its largest output.
    - In a wrong one the forbidden influence may be limited: to one place (the first step, the
      last), to one row, to one of the three features, to sequences that are long enough (more
      than 12 steps, say), to what lies exactly one step, or more than ten steps, ahead. But with
      inputs of the size of ``torch.randn``, and ``B >= 3`` and ``T = 32``, exchanging all later
      steps, or all other rows, changes an output by more than 1 % of the largest output.

    Your check is shown many candidates, right and wrong, in an order that you do not know. Return
    True for each right one and False for each wrong one. Some examples of both are in
    ``graders/ch06_sequences/specimens.py``; you will meet others too. A candidate is called with
    tensors and without autograd. Calls cost time: fifty a candidate are fine.

    Args:
        candidate: the model on trial.

    Returns:
        Whether it is causal.

    """
    raise NotImplementedError("TODO: check_causal")
