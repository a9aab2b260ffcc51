"""Testing: a check that tells right implementations of a loss from wrong ones."""

from collections.abc import Callable

import torch
from torch import Tensor


def check_huber(candidate: Callable[[Tensor, Tensor, float], Tensor]) -> bool:
    """Decide whether ``candidate`` computes the Huber loss (Huber, 1964).

    ``candidate(pred, target, delta)`` is called with two floating tensors of equal shape (any
    number of axes) and a Python float ``delta > 0``. A right one returns a new tensor of the *same
    shape and dtype*: one loss for each element, nothing averaged. With ``r = pred − target``:

        ½ r²                    where |r| <= delta
        delta · (|r| − ½ delta)     where |r| > delta

    So the loss is even in ``r``, is a parabola near 0, goes on as a straight line, and has neither
    a jump nor a kink at ``|r| = delta``. Right for every ``delta``, for errors of both signs, near
    zero, near ``delta`` and far away (1,000 times ``delta``), in float32 and in float64, where it
    has the accuracy of float64.

    Example: with ``delta = 2``, the errors ``−1, 2, 5`` have the losses ``0.5, 2, 8``.

    Your check is shown many candidates, right and wrong, in an order that you do not know. Return
    True for each right one, however it is written (tiny differences of rounding are no mistake),
    and False for each wrong one, also for one that raises an exception. Some examples of both are
    in ``graders/ch01_neural_networks/specimens.py``; you will meet others too. You may write the
    Huber loss yourself. A candidate is called with tensors and numbers and without autograd.

    Args:
        candidate: the implementation on trial.

    Returns:
        Whether it is right.

    """
    raise NotImplementedError("TODO: check_huber")
