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
    ### BEGIN SOLUTION
    steps = torch.tensor([0, 0.01, 0.3, 0.99, 1, 1.01, 1.7, 4, 1000], dtype=torch.float64)
    for dtype, tolerance in ((torch.float64, 1e-9), (torch.float32, 1e-4)):
        for delta in (0.25, 1.0, 3.0):
            error = delta * torch.stack([steps, -steps])  # (2, 9)
            target = torch.linspace(-1, 1, error.numel(), dtype=dtype).reshape(error.shape)
            pred = target + error.to(dtype)
            size = (pred - target).abs()
            expected = torch.where(size <= delta, size**2 / 2, delta * (size - delta / 2))
            try:
                got = candidate(pred, target, delta)
            except Exception:  # noqa: BLE001 - whatever it raises, it is wrong
                return False
            if got.dtype != dtype or got.shape != expected.shape:
                return False
            if not torch.allclose(got, expected, rtol=tolerance, atol=tolerance * delta**2):
                return False
    return True
    ### END SOLUTION
