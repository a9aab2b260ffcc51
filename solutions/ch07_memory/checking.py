"""Testing: a check that tells right minimal gated units from wrong ones."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor


def check_mgu(candidate: Callable[[Tensor, Tensor, Tensor, Tensor, Tensor], Tensor]) -> bool:
    """Decide whether ``candidate`` is a right step of a minimal gated unit (Zhou et al., 2016).

    The unit is a GRU with a single gate ``f``, which both resets and updates. **Gate order: f, n;
    polarity: f = 1 takes the new value, f = 0 keeps the old state.** A candidate is called as
    ``candidate(x, h, W_ih, W_hh, b)`` with ``x`` (B, I), ``h`` (B, H), ``W_ih`` (2H, I), ``W_hh``
    (2H, H) and ``b`` (2H,); the first H rows of weights and bias belong to ``f``, the last H to
    ``n``. A right one returns ``h'`` (B, H), in column notation:

        f = σ(W_if x + W_hf h + b_f)
        n = tanh(W_in x + W_hn (f ∗ h) + b_n)         the gate acts on h, before W_hn
        h' = (1 − f) ∗ h + f ∗ n

    It returns a tensor in the dtype of its inputs (float32 or float64, accurate to that dtype),
    works for every B ≥ 1, I ≥ 1 and H ≥ 1 and for any ``h`` (also beyond ±1), and stays finite and
    right however large the numbers inside σ and tanh are (thousands, of both signs).

    Your check is shown many candidates, right and wrong, in an order that you do not know. Return
    True for each right one, however it is written (tiny differences of rounding are no mistake),
    and False for each wrong one, also for one that raises an exception. Some examples of both are
    in ``graders/ch07_memory/specimens.py``; you will meet others too. You may write the unit
    yourself. A candidate is called with tensors and without autograd.

    Args:
        candidate: the implementation on trial.

    Returns:
        Whether it is right.

    """

    ### BEGIN SOLUTION
    def expected(*inputs: Tensor) -> Tensor:
        x, h, W_ih, W_hh, b = inputs
        x_f, x_n = (x @ W_ih.T + b).chunk(2, dim=1)
        W_hf, W_hn = W_hh.chunk(2)
        f = torch.sigmoid(x_f + h @ W_hf.T)
        n = torch.tanh(x_n + (f * h) @ W_hn.T)
        return h + f * (n - h)

    gen = torch.Generator().manual_seed(7)
    sizes = ((5, 3, 4), (1, 3, 2), (3, 2, 1), (2, 4, 4))
    tolerances = {torch.float64: 1e-10, torch.float32: 1e-4}
    for B, I, H in sizes:
        shapes = ((B, I), (B, H), (2 * H, I), (2 * H, H), (2 * H,))
        for scale in (1.0, 2000.0):
            for dtype, tolerance in tolerances.items():
                inputs = [torch.randn(*shape, generator=gen).to(dtype) for shape in shapes]
                inputs[0] *= scale
                inputs[1] *= 1.5
                try:
                    got = candidate(*inputs)
                except Exception:  # noqa: BLE001 - whatever it raises, it is wrong
                    return False
                right = expected(*inputs)
                if got.dtype != dtype or got.shape != right.shape:
                    return False
                if not torch.allclose(got, right, rtol=0, atol=tolerance * scale**0.5):
                    return False
    return True
    ### END SOLUTION
