"""Testing: a check that tells right implementations of an optimiser's step from wrong ones."""

from collections.abc import Callable

import torch
from torch import Tensor


def check_lion(candidate: Callable[..., tuple[Tensor, Tensor]]) -> bool:
    """Decide whether ``candidate`` computes one step of Lion (Chen et al., 2023).

    ``candidate(p, g, m, lr, beta1, beta2, weight_decay)`` is called with a parameter ``p``, its
    gradient ``g`` and its momentum ``m``, three floating tensors of equal shape and dtype, and four
    Python floats: ``lr > 0``, both betas in ``[0, 1)`` and ``weight_decay >= 0``. A right one
    returns ``(p_new, m_new)``, two tensors of the same shape and dtype:

        c     = beta1 · m + (1 − beta1) · g
        p_new = p − lr · (sign(c) + weight_decay · p)
        m_new = beta2 · m + (1 − beta2) · g

    ``c`` is made of the *old* ``m``, and so is ``m_new``; ``sign`` is −1, 0 or 1, also for entries
    as small as 1e-12, and ``sign(0) = 0``. Right for every choice of the floats, for any shape, in
    float32 and in float64, where it has the accuracy of float64.

    Example: ``p = 1``, ``g = 4``, ``m = −1``, ``lr = 0.1``, ``beta1 = 0.9``, ``beta2 = 0.5``,
    ``weight_decay = 1``: ``c = −0.5``, so ``p_new = 1 − 0.1 · (−1 + 1) = 1`` and ``m_new = 1.5``.

    Your check is shown many candidates, right and wrong, in an order that you do not know. Return
    True for each right one, however it is written (tiny differences of rounding are no mistake),
    and False for each wrong one, also for one that raises an exception. Some examples of both are
    in ``graders/ch03_optimisers/specimens.py``; you will meet others too. You may write Lion
    yourself. A candidate is called with tensors and numbers and without autograd.

    Args:
        candidate: the implementation on trial.

    Returns:
        Whether it is right.

    """
    ### BEGIN SOLUTION
    p = torch.tensor([[1.5, -2.0, 0.75, 3.0], [-0.5, 0.25, -1.0, 2.0]], dtype=torch.float64)
    g = torch.tensor([[4.0, -3.5, 1e-12, 0.0], [-0.3, 0.2, -1e-12, 5.0]], dtype=torch.float64)
    m = torch.tensor([[-1.0, 2.0, 0.0, 0.0], [0.4, -0.1, 0.0, 0.3]], dtype=torch.float64)
    options = [(0.1, 0.9, 0.5, 0.3), (0.5, 0.2, 0.95, 0.0), (2.0, 0.6, 0.0, 0.7)]
    for dtype, tolerance in ((torch.float64, 1e-12), (torch.float32, 1e-5)):
        p, g, m = p.to(dtype), g.to(dtype), m.to(dtype)
        for lr, beta1, beta2, decay in options:
            c = beta1 * m + (1 - beta1) * g
            expected = p - lr * (c.sign() + decay * p), beta2 * m + (1 - beta2) * g
            try:
                got = tuple(candidate(p, g, m, lr, beta1, beta2, decay))
                torch.testing.assert_close(got, expected, rtol=tolerance, atol=tolerance)
            except Exception:  # noqa: BLE001 - whatever it raises, it is wrong
                return False
    return True
    ### END SOLUTION
