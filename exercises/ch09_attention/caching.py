"""Debugging: decoding with a cache."""

from __future__ import annotations

import torch
from torch import Tensor

from .attention import sdpa

Past = tuple[Tensor, Tensor]


def cached_attention(
    x: Tensor, past: Past | None, positions: Tensor, W_q: Tensor, W_k: Tensor, W_v: Tensor
) -> tuple[Tensor, Past]:
    """Attend to everything so far, given only what is new.

    The text has come to ``P`` tokens, and ``n`` more arrive. Their keys and values are calculated
    once and kept in ``past``, so that nothing is ever calculated twice. Every token gets the row of
    the position table that belongs to its place in the *whole* text, and sees itself and all that
    came before it. However a text is cut into pieces, the outputs should be those that it has in
    one piece.

    **This function is finished, but not right.** With the whole text in one piece, everything
    agrees. Fed token by token, the first output agrees, and all later ones are wrong, even where
    the same embeddings come again and again. Find the mistake and mend it.

    It relies on your ``sdpa``, whose ``causal=True`` aligns the mask to the end; if that is not
    right yet, do it first.

    Args:
        x: the new tokens' embeddings, ``(B, n, D)``, n ≥ 1.
        past: None at the beginning, later the pair that the last call returned: keys ``(B, P, dk)``
            and values ``(B, P, dv)``. It keeps its values: two texts may go on from one past.
        positions: the position table, ``(T_max, D)``, one row for each place in the text; T_max is
            at least ``P + n``.
        W_q: ``(D, dk)``.
        W_k: ``(D, dk)``.
        W_v: ``(D, dv)``.

    Returns:
        The outputs of the new tokens, ``(B, n, dv)``, and the new past: keys and values of all
        ``P + n`` tokens, oldest first.

    """
    n = x.shape[1]
    seen = 0 if past is None else past[0].shape[1]
    x = x + positions[:n]
    q, k, v = x @ W_q, x @ W_k, x @ W_v
    if past is not None:
        k = torch.cat([past[0], k], dim=1)
        v = torch.cat([past[1], v], dim=1)
    out, _ = sdpa(q, k, v, causal=True)
    return out, (k, v)
