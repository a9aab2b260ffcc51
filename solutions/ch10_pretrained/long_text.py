"""How well a language model knows a text that is longer than what it can read."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor


def text_loss(model: Callable[[Tensor], Tensor], ids: Tensor, max_len: int, stride: int) -> float:
    """Return the mean loss of a model on a long text, read in overlapping windows.

    The model reads at most ``max_len`` ids. The windows begin at 0, ``stride``, 2 · ``stride``, …
    and are ``max_len`` ids long; the last one ends with the text and may be shorter. A window gives
    every id but its own first a loss, ``−log p(id | the ids before it in the window)``, in nats.
    **Every id of the text but the very first counts exactly once**, with the loss of the first
    window that predicts it. The result is the mean of these ``N − 1`` losses.

    A small stride costs more windows, but every id (except in the first window) is predicted from
    at least ``max_len − stride`` ids before it, and that should help.

    Example: N = 6, max_len = 4, stride = 2. The windows are the ids 0 … 3 and 2 … 5. The first
    gives the losses of the ids 1, 2, 3; the second those of 4 and 5.

    **The symptom.** This function is finished, and with ``stride = max_len − 1`` its results are
    right to the last digit. With smaller strides it gives a number that is hardly better, or even
    worse, however much a model gains from context; and a model that happens to be bad at the words
    in the middle of the text, and good at its beginning and end, seems worse with a small stride
    than it is. Find the cause and mend it.

    Args:
        model: maps ids ``(1, T)`` to logits ``(1, T, V)``; ``logits[0, t]`` is about id t + 1.
        ids: int64, ``(N,)``, N ≥ 2.
        max_len: the length of a window, at least 2.
        stride: from one window to the next, 1 … max_len − 1.

    Returns:
        The mean loss, a Python float.

    Raises:
        ValueError: if ``stride`` is not in 1 … max_len − 1.

    """
    ### BEGIN SOLUTION
    if not 1 <= stride < max_len:
        message = f"with windows of {max_len} ids the stride is 1 to {max_len - 1}, not {stride}"
        raise ValueError(message)
    losses = []
    predicted = 1  # so many ids, from the beginning, are done with
    for begin in range(0, len(ids), stride):
        window = ids[begin : begin + max_len]
        with torch.no_grad():
            log_p = model(window[None])[0, :-1].log_softmax(-1)  # (T − 1, V)
        loss = -log_p.gather(1, window[1:, None])[:, 0]  # of the ids begin + 1, begin + 2, …
        losses.append(loss[predicted - begin - 1 :])
        predicted = begin + len(window)
        if predicted == len(ids):
            break
    return float(torch.cat(losses).mean())
    ### END SOLUTION
