"""Tools for batches of sequences of different lengths, padded to a common one."""

from __future__ import annotations

import torch
from torch import Tensor


def reverse_padded(x: Tensor, lengths: Tensor) -> Tensor:
    """Reverse every sequence of a padded batch inside its own length.

    **Layout: batch first, (B, T, …); padding stands at the end.** With ``n = lengths[b]``,

        y[b, t] = x[b, n − 1 − t]     for t < n
        y[b, t] = x[b, t]             for t ≥ n: the padding stays where it is, as it is

    So doing it twice gives ``x`` back. Example, one sequence with ``n = 3`` and ``T = 5``:
    ``7 8 9 · ·`` becomes ``9 8 7 · ·`` (``flip`` would make it ``· · 9 8 7``).

    Args:
        x: ``(B, T, …)`` with any number of further axes, also none, and of any dtype.
        lengths: int64, ``(B,)``, each from 0 to T.

    Returns:
        A new tensor like ``x``.

    """
    raise NotImplementedError("TODO: reverse_padded")


def last_valid(x: Tensor, lengths: Tensor) -> Tensor:
    """Take the last valid step of every sequence.

    **Layout: (B, T, D), padding at the end.** The result is ``x[b, lengths[b] − 1]``, and 0 where
    ``lengths[b]`` is 0. What stands in the padding (NaN, too) has no influence, neither on the
    result nor on the gradient by ``x``, which is 0 there.

    Args:
        x: ``(B, T, D)``.
        lengths: int64, ``(B,)``, each from 0 to T.

    Returns:
        ``(B, D)`` in the dtype of ``x``.

    """
    raise NotImplementedError("TODO: last_valid")


def masked_mean(x: Tensor, lengths: Tensor) -> Tensor:
    """Average every sequence over its valid steps.

    **Layout: (B, T, D), padding at the end.** The sum of the first ``lengths[b]`` steps, divided by
    ``lengths[b]``; 0 where that is 0. What stands in the padding (NaN, too) has no influence,
    neither on the result nor on the gradient by ``x``, which is 0 there.

    Args:
        x: ``(B, T, D)``.
        lengths: int64, ``(B,)``, each from 0 to T.

    Returns:
        ``(B, D)`` in the dtype of ``x``.

    """
    raise NotImplementedError("TODO: masked_mean")


def masked_max(x: Tensor, lengths: Tensor) -> Tensor:
    """Take the largest value of every feature over the valid steps.

    **Layout: (B, T, D), padding at the end.** The maximum over the first ``lengths[b]`` steps,
    which is negative if all of them are; 0 where ``lengths[b]`` is 0. What stands in the padding
    (NaN, too) has no influence, neither on the result nor on the gradient by ``x``, which is 0
    there (and 0 for a sequence without steps).

    Args:
        x: ``(B, T, D)``; T ≥ 1.
        lengths: int64, ``(B,)``, each from 0 to T.

    Returns:
        ``(B, D)`` in the dtype of ``x``.

    """
    raise NotImplementedError("TODO: masked_max")


def pack(x: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Pack a padded batch: all valid steps, step by step, nothing else.

    **Layout of x: (B, T, D), padding at the end. Layout of the result: time first**, as in the
    library's ``PackedSequence``. The sequences are ordered from the longest to the shortest;
    sequences of equal length keep the order they came in. Then ``data`` holds step 0 of all of
    them, step 1 of all that have one, and so on. Since the longest come first, the sequences that
    have a step ``t`` are always the first ``batch_sizes[t]`` ones.

    Example, lengths ``2, 3, 1``, sequences ``a0 a1``, ``b0 b1 b2``, ``c0``:

        order = 1, 0, 2        data = b0 a0 c0 | b1 a1 | b2        batch_sizes = 3, 2, 1

    Forbidden: the library's own packing functions.

    Args:
        x: ``(B, T, D)``.
        lengths: int64, ``(B,)``, each from 1 to T.

    Returns:
        ``data`` ``(sum of lengths, D)``; ``batch_sizes`` int64, ``(longest length,)``; ``order``
        int64, ``(B,)``: the place in the batch of the longest sequence, of the second longest, ….

    Raises:
        ValueError: if a sequence has no steps.

    """
    raise NotImplementedError("TODO: pack")


def unpack(data: Tensor, batch_sizes: Tensor, order: Tensor) -> tuple[Tensor, Tensor]:
    """Undo ``pack``: a padded batch in its old order, with zeros for padding.

    **Layout of the result: (B, T, D), batch first**, with ``T`` the longest length. The sequences
    stand in the order they had before ``pack``: row ``order[k]`` is the one that was packed as
    number ``k``.

    Forbidden: the library's own packing functions.

    Args:
        data: ``(sum of lengths, D)``, as ``pack`` returns it.
        batch_sizes: int64, ``(T,)``.
        order: int64, ``(B,)``.

    Returns:
        ``x`` ``(B, T, D)`` and ``lengths`` int64, ``(B,)``.

    """
    raise NotImplementedError("TODO: unpack")
