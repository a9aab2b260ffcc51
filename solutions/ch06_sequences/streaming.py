"""Measuring a language model on a text that is too long for one call."""

from collections.abc import Callable

import torch
from torch import Tensor


def stream_nll(model: Callable, ids: Tensor, chunk: int) -> float:
    """Return the mean negative log-likelihood of a long text, read piece by piece.

    Convention: in nats per token, averaged over the ``N − 1`` tokens that have something before
    them. ``model(x, state)`` maps ids ``(1, T)`` and a state (None at the beginning) to logits
    ``(1, T, V)`` about the *following* tokens, and the state after the last one.

    The model is given at most ``chunk`` inputs at a time, and its state is carried along. So every
    token is predicted from *everything* before it, and ``chunk`` is a matter of memory only: the
    result is the same for every ``chunk``, as for ``chunk = N``.

    **The symptom.** This function is finished, but it does depend on ``chunk``: the smaller the
    chunks, the better the model seems to be; only with ``chunk >= N`` is it right. On a text of
    known entropy, even an ordinary model comes out below the entropy, and the report says that
    there must be a leak. There is none in the model. Find the cause and mend it.

    Args:
        model: the language model.
        ids: the text, ``(N,)``, int64, ``N >= 2``.
        chunk: the most inputs the model is given at a time, 1 or more.

    """
    ### BEGIN SOLUTION
    total, state = 0.0, None
    with torch.no_grad():
        for start in range(0, len(ids) - 1, chunk):
            piece = ids[start : start + chunk + 1]
            logits, state = model(piece[None, :-1], state)
            log_p = logits[0].log_softmax(-1)  # (T, V)
            total -= log_p.gather(1, piece[1:, None]).sum().item()
    return total / (len(ids) - 1)
    ### END SOLUTION
