"""Who may attend to whom: masks, and a softmax that respects them."""

from __future__ import annotations

import torch
from torch import Tensor


def masked_softmax(scores: Tensor, valid: Tensor | None = None) -> Tensor:
    """Turn scores into attention weights over those keys that may be attended to.

    **Convention: a mask is True where a query may attend to a key. Keys are the last axis, and the
    softmax runs over them.** With M for the allowed keys of a row,

        weights[k] = exp(scores[k]) / Σ_{j ∈ M} exp(scores[j])  for k ∈ M,  and exactly 0 elsewhere.

    **A row without any allowed key gives zeros**: not NaN, and not equal weights. ``valid`` says
    what is allowed; its dtype tells which of these it is:

    - None: every key;
    - bool: a mask that broadcasts to ``scores``;
    - int64, ``(B,)``: lengths. In example b (the *first* axis of ``scores``) the first
      ``valid[b]`` keys are allowed, for every query, and for every head where there are heads;
    - int64, ``(B, Q)``: lengths for every query: query q of example b may attend to the first
      ``valid[b, q]`` keys, in every head.

    What stands at a forbidden place must not matter, be it 10,000, infinity or NaN; its gradient is
    exactly 0, and no gradient is ever NaN. Allowed scores may be large, 1e4 and more. ``scores``
    keeps its values. The result has the dtype of ``scores``, and all of this holds in float64,
    float32, bfloat16 and float16 (whose largest number is 65504).

    Example: ``scores = [[0, 0, 5]]`` with ``valid = [2]`` gives ``[[0.5, 0.5, 0]]``, and with
    ``valid = [0]`` it gives ``[[0, 0, 0]]``.

    ``torch.softmax`` is allowed. A loop is not needed. Source of the operation: Vaswani et al.,
    2017, section 3.2.3.

    Args:
        scores: ``(B, …, Q, K)``, floating: ``(B, Q, K)``, or with heads ``(B, h, Q, K)``.
        valid: None, a bool mask, or lengths (each from 0 to K).

    Returns:
        Weights of the shape and dtype of ``scores``.

    """
    ### BEGIN SOLUTION
    if valid is None:
        return torch.softmax(scores, dim=-1)
    if valid.dtype != torch.bool:
        B, *per_query = valid.shape
        heads = [1] * (scores.dim() - valid.dim() - 1)
        limits = valid.reshape(B, *heads, *per_query, 1)  # (B, 1, …, 1 or Q, 1)
        valid = torch.arange(scores.shape[-1], device=scores.device) < limits
    allowed = scores.masked_fill(~valid, -torch.inf)
    return torch.softmax(allowed, dim=-1).masked_fill(~valid, 0)
    ### END SOLUTION


def causal_mask(T: int, S: int | None = None, device: torch.device | str | None = None) -> Tensor:
    """Allow every position itself and what comes before it.

    **Convention: True = may attend; rows are queries, columns are keys.** The T queries are the
    *last* T of S positions, so the mask is aligned to the end: the last query may attend to all S
    keys, and

        mask[i, j] = (j ≤ i + S − T)

    Example: ``causal_mask(2, 4)`` is ``[[T, T, T, F], [T, T, T, T]]``: two new words behind two old
    ones that a cache remembers. If ``T > S``, the first queries may attend to nothing. No loop,
    here and in the other masks.

    Args:
        T: how many queries.
        S: how many keys; T if unsaid.
        device: where the mask is made; the CPU if unsaid.

    Returns:
        bool, ``(T, S)``.

    """
    ### BEGIN SOLUTION
    S = T if S is None else S
    queries = torch.arange(T, device=device)[:, None] + (S - T)  # their places among the keys
    return torch.arange(S, device=device) <= queries
    ### END SOLUTION


def padding_mask(lengths: Tensor, T: int) -> Tensor:
    """Allow the keys that are no padding; padding stands at the end.

    **Convention: True = may attend.** ``mask[b, 0, j] = (j < lengths[b])``. The axis of size 1 is
    there for the queries, so that the mask broadcasts against ``(B, Q, T)`` and combines with the
    ``(Q, T)`` of a causal mask.

    Args:
        lengths: int64, ``(B,)``, each from 0 to T.
        T: how many keys.

    Returns:
        bool, ``(B, 1, T)``, on the device of ``lengths``.

    """
    ### BEGIN SOLUTION
    return (torch.arange(T, device=lengths.device) < lengths[:, None])[:, None]
    ### END SOLUTION


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    """Allow what every one of several masks allows.

    **Convention: True = may attend.** The masks broadcast against one another. None stands for a
    mask that allows everything; of nothing but Nones (or of no mask at all) the result is None.

    Args:
        masks: bool tensors that broadcast against one another, or None; they keep their values.

    Returns:
        bool, of the common shape; or None.

    """
    ### BEGIN SOLUTION
    combined = None
    for mask in masks:
        if mask is not None:
            combined = mask if combined is None else combined & mask
    return combined
    ### END SOLUTION


def sliding_window_mask(T: int, w: int, device: torch.device | str | None = None) -> Tensor:
    """Allow every position itself and the ``w − 1`` positions just before it.

    **Convention: True = may attend; rows are queries, columns are keys.** A window of w keys that
    ends at the query: ``mask[i, j] = (0 ≤ i − j < w)``. (Child et al., 2019; Beltagy et al., 2020.)

    Example: ``sliding_window_mask(4, 2)`` has the rows ``TFFF``, ``TTFF``, ``FTTF`` and ``FFTT``.

    Args:
        T: how many positions.
        w: the width of the window, at least 1.
        device: where the mask is made; the CPU if unsaid.

    Returns:
        bool, ``(T, T)``.

    Raises:
        ValueError: ``w < 1``.

    """
    ### BEGIN SOLUTION
    if w < 1:
        message = f"a window holds at least the position itself, w should not be {w}"
        raise ValueError(message)
    t = torch.arange(T, device=device)
    back = t[:, None] - t  # (T, T): how far the key lies behind the query
    return (back >= 0) & (back < w)
    ### END SOLUTION
