"""What BERT reads, and what it has to guess."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor


def bert_inputs(
    a: Sequence[int],
    b: Sequence[int] | None,
    cls: int,
    sep: int,
    pad: int,
    max_len: int,
) -> tuple[Tensor, Tensor, Tensor]:
    """Put one or two sentences into the form that BERT reads, of exactly ``max_len`` ids.

        one sentence     [CLS] a … [SEP] [PAD] …
        two sentences    [CLS] a … [SEP] b … [SEP] [PAD] …
        segment            0   0    0    1    1     0        (of padding: 0)
        attention          T   T    T    T    T     F        **True = may be attended to**

    ``b = None`` means one sentence. An empty ``b`` is still a second sentence, with its [SEP] in
    segment 1.

    If there is too much, single ids are cut from the **end of the sentence that is longer at that
    moment** until all fits; of two equally long ones ``b`` loses the id. The special ids are never
    cut.

    Example, ``a = 5 6 7 8``, ``b = 9``, [CLS] = 1, [SEP] = 2, [PAD] = 0: with ``max_len = 6`` the
    ids are ``1 5 6 2 9 2`` and the segments ``0 0 0 0 1 1``; with ``max_len = 9`` they are
    ``1 5 6 7 8 2 9 2 0`` and ``0 0 0 0 0 0 1 1 0``.

    Source: Devlin et al., 2018.

    Args:
        a: the ids of the first sentence; may be empty.
        b: those of the second one, or None.
        cls: the id of [CLS].
        sep: the id of [SEP].
        pad: the id of [PAD].
        max_len: how many ids come out.

    Returns:
        ``ids`` and ``segment`` (int64) and ``attention`` (bool), each ``(max_len,)``. ``a`` and
        ``b`` are left as they are.

    Raises:
        ValueError: not even the special ids fit: ``max_len`` is below 2, or 3 with a ``b``.

    """
    raise NotImplementedError("TODO: bert_inputs")


def mlm_mask(
    ids: Tensor,
    special: Tensor,
    mask_id: int,
    u_sel: Tensor,
    u_kind: Tensor,
    rand_ids: Tensor,
    p: float = 0.15,
) -> tuple[Tensor, Tensor]:
    """Make the inputs and the labels of masked language modelling, from given random numbers.

    A token is **chosen** if its ``u_sel < p`` and it is not special. What the model is shown in its
    place depends on its ``u_kind``:

        u_kind < 0.8              ``mask_id``
        0.8 ≤ u_kind < 0.9        the token of ``rand_ids`` at its place
        0.9 ≤ u_kind              the token itself, unchanged

    The label of every chosen token, whatever became of it, is the original id. All other labels
    are −100, which ``cross_entropy`` leaves out. Tokens that were not chosen are shown as they are.

    Example with ``mask_id = 9`` and ``p = 0.5``:

        ids       4    5    6    7              inputs   9    5    8    7
        u_sel    .1   .7   .2   .3      gives
        u_kind   .5   .5  .85   .95             labels   4 −100    6    7
        rand_ids  8    8    8    8

    No input is changed. No loop over tokens.

    Source: Devlin et al., 2018.

    Args:
        ids: int64, ``(B, T)``.
        special: bool, ``(B, T)``, **True where the token is special** ([CLS], [SEP], [PAD]) and
            must never be chosen.
        mask_id: the id of [MASK].
        u_sel: uniform on [0, 1), ``(B, T)``; decides which tokens are chosen.
        u_kind: uniform on [0, 1), ``(B, T)``; decides what becomes of a chosen token.
        rand_ids: int64, ``(B, T)``, random ids.
        p: the share to choose.

    Returns:
        ``inputs`` and ``labels``, int64, ``(B, T)``.

    """
    raise NotImplementedError("TODO: mlm_mask")
