"""Two ways of cutting a long text into batches for a language model."""

from collections.abc import Iterator

import torch
from torch import Tensor


def random_batches(
    corpus: Tensor, batch_size: int, steps: int, gen: torch.Generator | None = None
) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield one epoch of batches of sequences that have nothing to do with one another.

    Convention: batch first. ``X`` and ``Y`` have the shape ``(B, T)`` with ``B = batch_size`` and
    ``T = steps``; ``Y`` is what follows: ``Y[b, t]`` is the token after ``X[b, t]`` in the corpus.

    1. Draw an ``offset`` from ``0 … T − 1``, anew at every call, and skip that many tokens.
    2. Cut the rest into neighbouring sequences of ``T`` inputs. Every input needs its target, so
       of ``N`` tokens there are ``(N − offset − 1) // T`` sequences; what is left over is dropped.
    3. Put the sequences in a random order and yield them ``B`` at a time; the last ones, if they
       are fewer than ``B``, are dropped.

    So no token is an input twice in an epoch. A corpus that is too short yields nothing.

    Args:
        corpus: ``(N,)``, int64.
        batch_size: ``B``.
        steps: ``T``.
        gen: a CPU generator that offset and order are drawn from: the same state gives the same
            batches. None means torch's global generator.

    Yields:
        Pairs ``(X, Y)`` of int64 tensors on the device of ``corpus``.

    """
    raise NotImplementedError("TODO: random_batches")


def sequential_batches(
    corpus: Tensor, batch_size: int, steps: int, offset: int = 0
) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield one epoch of batches whose rows go on where the rows of the batch before ended.

    Convention: as in ``random_batches``, ``(B, T)`` inputs and the tokens that follow them.

    1. Skip ``offset`` tokens. Let ``L = (N − offset − 1) // B``, and make of the next ``B · L``
       tokens a table of ``B`` rows and ``L`` columns: row ``b`` holds the inputs
       ``corpus[offset + b·L], …, corpus[offset + b·L + L − 1]``.
    2. Batch ``j`` holds columns ``j·T … j·T + T − 1`` of that table. What is left over at the end
       of the rows is dropped.

    So row ``b`` of batch ``j + 1`` continues row ``b`` of batch ``j``, and the state of a recurrent
    network can be carried from one to the next. A corpus that is too short yields nothing.

    Example: the tokens 0 … 12 with B = 2, T = 3 have L = 6; X is first [[0, 1, 2], [6, 7, 8]] and
    then [[3, 4, 5], [9, 10, 11]].

    Args:
        corpus: ``(N,)``, int64; need not be contiguous.
        batch_size: ``B``.
        steps: ``T``.
        offset: how many tokens to skip.

    Yields:
        Pairs ``(X, Y)`` of int64 tensors on the device of ``corpus``.

    Raises:
        ValueError: ``offset < 0`` (at the call, or when the first batch is asked for).

    """
    raise NotImplementedError("TODO: sequential_batches")
