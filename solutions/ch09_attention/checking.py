"""Testing: a check that tells right cosine attention from wrong."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

Candidate = Callable[[Tensor, Tensor, Tensor, Tensor, float], Tensor]


def check_cosine_attention(candidate: Candidate) -> bool:
    """Decide whether ``candidate`` is a right cosine attention (Henry et al., 2020).

    **Convention: a mask is True where a query may attend to a key.** A candidate is called as
    ``candidate(q, k, v, mask, scale)`` with ``q`` ``(…, Q, d)``, ``k`` ``(…, K, d)``, ``v``
    ``(…, K, dv)``, ``mask`` bool ``(…, Q, K)`` with the same leading axes, and ``scale``, a Python
    number of at least 0. It compares directions: lengths of queries and keys do not matter, and
    there is no √d.

        scores[…, i, j] = scale · cos(q_i, k_j)        cos(a, b) = a · b / (‖a‖ ‖b‖)
        weights = softmax of the scores over the allowed keys j
        out[…, i] = Σ_j weights[…, i, j] · v[…, j]

    A right one returns ``out`` ``(…, Q, dv)`` and

    - takes the cosine with a zero vector to be 0, so that nothing is NaN; any other vector, however
      short (down to lengths of 1e-6) or long (up to 1e4), has its true direction;
    - gives zeros to a query that may attend to nothing;
    - is finite and right for every ``scale`` up to 1000;
    - works for any number of leading axes (none, one, two), for every Q, K, d and dv of at least
      1, and whatever stands at forbidden keys (in ``k`` and in ``v`` any finite numbers);
    - keeps the dtype of its inputs, float32 or float64, and is accurate to that dtype.

    Your check is shown many candidates, right and wrong, in an order that you do not know. Return
    True for each right one, however it is written (tiny differences of rounding are no mistake:
    allow 1e-4 in float32, and 1e-2 where the scale is 1000), and False for each wrong one, also for
    one that raises an exception. Some examples of both are in
    ``graders/ch09_attention/specimens.py``; you will meet others too. You may write the function
    yourself. A candidate is called with tensors and without autograd.

    Args:
        candidate: the implementation on trial.

    Returns:
        Whether it is right.

    """

    ### BEGIN SOLUTION
    def unit(x: Tensor) -> Tensor:
        length = x.norm(dim=-1, keepdim=True)
        return x / torch.where(length > 0, length, 1)

    def expected(q: Tensor, k: Tensor, v: Tensor, mask: Tensor, scale: float) -> Tensor:
        scores = scale * (unit(q) @ unit(k).transpose(-2, -1))
        weights = scores.masked_fill(~mask, -torch.inf).softmax(-1)
        return weights.masked_fill(~mask, 0) @ v

    def is_right(inputs: list[Tensor], scale: float, allowed: float) -> bool:
        right = expected(*inputs, scale)
        try:
            got = candidate(*inputs, scale)
        except Exception:  # noqa: BLE001 - whatever it raises, it is wrong
            return False
        if got.shape != right.shape or got.dtype != right.dtype:
            return False
        return bool(((got - right).abs() <= allowed).all())

    gen = torch.Generator().manual_seed(9)
    shapes = (((), 5, 3, 4, 2), ((2,), 3, 5, 7, 3), ((3, 2), 4, 6, 3, 1))
    for leading, Q, K, d, dv in shapes:
        q, k, v = (torch.randn(*leading, *s, generator=gen) for s in ((Q, d), (K, d), (K, dv)))
        k *= 10.0 ** torch.randint(-6, 4, (*leading, K, 1), generator=gen)
        q[..., 0, :], k[..., 0, :] = 0, 0  # zero vectors
        mask = torch.rand(*leading, Q, K, generator=gen) < 0.6
        mask[..., Q // 2, :] = False  # a query that may attend to nothing
        mask[..., 0, :] = True
        exact = [q.double() * 1e-6, k.double(), v.double(), mask]
        if not (is_right([q, k, v, mask], 2.5, 1e-4) and is_right(exact, 1000.0, 1e-9)):
            return False
    return True
    ### END SOLUTION
