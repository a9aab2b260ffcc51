"""From tokens to padded arrays, and from arrays to batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor

SPECIALS = ("<pad>", "<bos>", "<eos>", "<unk>")
Arrays = tuple[Tensor, Tensor, Tensor, Tensor]


def build_vocab(lines: Sequence[Sequence[str]]) -> dict[str, int]:
    """Number the special tokens 0 … 3, then every token in the order of its first appearance."""
    vocab = {token: number for number, token in enumerate(SPECIALS)}
    for line in lines:
        for token in line:
            vocab.setdefault(token, len(vocab))
    return vocab


def pad_or_truncate(ids: Sequence[int], n: int, pad: int) -> list[int]:
    """Return exactly ``n`` ids: the first ``n`` of them, with ``pad`` filling up at the end.

    ``ids`` itself is not changed. Example: ``n = 4, pad = 0`` makes ``[7, 8, 0, 0]`` of ``[7, 8]``.

    Args:
        ids: as many as there are, perhaps none.
        n: how many are wanted.
        pad: the filler.

    Returns:
        A new list of ``n`` ids.

    """
    raise NotImplementedError("TODO: pad_or_truncate")


def build_array(
    lines: Sequence[Sequence[str]], vocab: dict[str, int], n: int
) -> tuple[Tensor, Tensor]:
    """Turn lines of tokens into one padded array of ids.

    **The contract: every row ends with ``<eos>``**, then comes the padding. ``<eos>`` counts among
    the ``n``, so a line that is too long is cut to its first ``n − 1`` tokens, and ``<eos>`` stays
    the last valid id. Tokens that the vocabulary lacks become ``<unk>``. The ids of the special
    tokens are to be looked up (they need not be 0, 1, 2, 3).

    Example with ``<pad>`` 0, ``<eos>`` 2, ``go`` 4, ``on`` 5: ``[["go"], ["go", "on", "go"]]`` and
    ``n = 3`` give ``[[4, 2, 0], [4, 5, 2]]`` and ``[2, 3]``.

    Args:
        lines: N lists of tokens; a list may be empty, and N may be 0.
        vocab: from tokens to ids; holds ``<pad>``, ``<eos>`` and ``<unk>``.
        n: the width, at least 1.

    Returns:
        The ids, int64, ``(N, n)``, and ``valid_len``, int64, ``(N,)``: how many ids of each row
        are no padding, ``<eos>`` included. Both on the CPU.

    """
    raise NotImplementedError("TODO: build_array")


def translation_batches(arrays: Arrays, batch_size: int, order: Tensor) -> Iterator[Arrays]:
    """Give out pairs in batches, in a given order.

    The first batch has the pairs ``order[0], …, order[batch_size − 1]``, the next one the following
    ``batch_size``, and so on; the last batch may be smaller, and is not dropped. A source and its
    target stay together. In each batch the columns that are padding for *all* of its rows are cut
    off, for source and target separately: the width is the largest valid length in the batch.

    Args:
        arrays: ``(X, X_len, Y, Y_len)``: sources ``(N, S)`` and targets ``(N, T)`` with their valid
            lengths ``(N,)``, all int64.
        batch_size: at least 1.
        order: which pairs, int64, ``(M,)``: usually a permutation of all.

    Yields:
        Tuples of the same form as ``arrays``.

    """
    raise NotImplementedError("TODO: translation_batches")
