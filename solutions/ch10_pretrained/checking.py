"""Testing: a leak detector for language models."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor


def check_causal(candidate: Callable[[Tensor], Tensor]) -> bool:
    """Decide whether a language model sees nothing but the past.

    A candidate is called as ``candidate(ids)`` with int64 ids ``(B, T)``, each from 0 to 10, for
    any B from 1 to 8 and any T from 1 to 16, and returns logits ``(B, T, 11)``, float32. It always
    gives the same answer to the same ids. A right one is **causal**: ``logits[b, t]`` depends on
    ``ids[b, 0 … t]`` and on nothing else. So all of these leave ``logits[b, t]`` as it is, but for
    rounding (a few millionths of the size of the logits):

    - other ids after place t, in any number of places;
    - a text that is cut off somewhere after place t (T tells something about the future as well);
    - other texts in the other rows of the batch, more of them or fewer.

    Whether the logits are any good plays no part: a model that ignores its input is causal.

    Your check is shown many candidates, right and wrong, in an order that you do not know. Return
    True for each right one and False for each wrong one. A wrong one may leak at a single place
    only, only in longer texts, from one row to the next, or very faintly (down to a thousandth of
    the size of the logits); but with random ids it always shows. Some examples of both are in
    ``graders/ch10_pretrained/specimens.py``; you will meet others too. A candidate is called with
    tensors and without autograd.

    Args:
        candidate: the model on trial.

    Returns:
        Whether it is causal.

    """
    ### BEGIN SOLUTION
    gen = torch.Generator().manual_seed(10)
    B, T = 8, 16
    ids = torch.randint(11, (B, T), generator=gen)
    logits = candidate(ids)
    tolerance = 1e-4 * logits.abs().max()
    for t in range(T):  # a row alone, cut off after place t: no future, no neighbours
        rows = slice(t % B, t % B + 1)
        alone = candidate(ids[rows, : t + 1])
        if (alone - logits[rows, : t + 1]).abs().max() > tolerance:
            return False
    return True
    ### END SOLUTION
