"""The backward pass of the LSTM cell."""

from __future__ import annotations

import torch
from torch import Tensor


def lstm_cell_backward(dh: Tensor, dc: Tensor, cache: dict[str, Tensor]) -> dict[str, Tensor]:
    """Back-propagate through one step of an LSTM.

    **Gate order: i, f, g, o. Samples are rows.** The forward step was

        a = x W_ihᵀ + h W_hhᵀ + b          (B, 4H), cut into a_i, a_f, a_g, a_o
        i = σ(a_i)    f = σ(a_f)    g = tanh(a_g)    o = σ(a_o)
        c' = f ∗ c + i ∗ g
        h' = o ∗ tanh(c')

    where ``b`` is the sum of the two biases. It kept these in ``cache``:

        x (B, I)    h, c (B, H)    W_ih (4H, I)    W_hh (4H, H)
        i, f, g, o, c_next (B, H)       g and the gates as above, after their squashing function

    ``dh`` and ``dc`` are the gradients of the loss by ``h'`` and by ``c'`` coming from *outside*:
    from the output and the next step. The loss also depends on ``c'`` through ``h'``; that part is
    not in ``dc``, you must add it. Either of the two may be all zeros.

    Forbidden: autograd, in every form. No loop over the samples. Nothing given may be changed.

    Args:
        dh: ``(B, H)``.
        dc: ``(B, H)``.
        cache: what the forward step kept.

    Returns:
        A dict with the keys ``dx`` (B, I), ``dh_prev`` (B, H), ``dc_prev`` (B, H), ``dW_ih``
        (4H, I), ``dW_hh`` (4H, H) and ``db`` (4H,); weights and bias summed over the batch.

    """
    raise NotImplementedError("TODO: lstm_cell_backward")
