"""Autoregression: windows of a series, predictions several steps ahead, and n-grams."""

from collections import Counter
from collections.abc import Callable, Sequence

import torch
from torch import Tensor


def make_windows(series: Tensor, tau: int) -> tuple[Tensor, Tensor]:
    """Turn a series into pairs of ``tau`` values and the value that follows them.

    Convention: time runs along the last axis of a window, the oldest value first.

        X[i] = series[i], …, series[i + tau − 1]        y[i] = series[i + tau]

    for every ``i`` for which ``y[i]`` is there: ``N = T − tau`` pairs.

    Example: the series 1, 2, 3, 4 with ``tau = 2`` gives X = [[1, 2], [2, 3]] and y = [3, 4].

    Args:
        series: ``(T,)``, of any dtype; need not be contiguous.
        tau: how many values a window holds.

    Returns:
        ``X`` of shape ``(T − tau, tau)`` and ``y`` of shape ``(T − tau,)``.

    Raises:
        ValueError: ``tau < 1``, or ``T <= tau`` (there is no pair).

    """
    ### BEGIN SOLUTION
    T = len(series)
    if not 1 <= tau < T:
        message = f"no window of {tau} values with a successor in a series of {T}"
        raise ValueError(message)
    return series.unfold(0, tau, 1)[:-1].clone(), series[tau:].clone()
    ### END SOLUTION


def k_step_predict(model: Callable[[Tensor], Tensor], series: Tensor, tau: int, k: int) -> Tensor:
    """Predict ``k`` steps ahead, from every place of the series, with a one-step model.

    ``model`` maps windows ``(N, tau)``, the oldest value first, to the next values ``(N,)``. Start
    from the true window ``series[i : i + tau]``. Predict; drop the oldest value, append the
    *prediction*; predict again. The ``k``-th prediction is the answer for place ``i``; it is a
    guess of ``series[i + tau + k − 1]``. No true value after ``series[i + tau − 1]`` is used.

    Give all windows to the model at once: it should be called ``k`` times.

    Args:
        model: the one-step model.
        series: ``(T,)``.
        tau: how many values a window holds.
        k: how many steps to go.

    Returns:
        ``(T − tau − k + 1,)``: one guess for every ``i`` whose target lies in the series.

    Raises:
        ValueError: ``tau < 1``, ``k < 1``, or ``T < tau + k``.

    """
    ### BEGIN SOLUTION
    N = len(series) - tau - k + 1
    if tau < 1 or k < 1 or N < 1:
        message = f"cannot go {k} steps from windows of {tau} in a series of {len(series)}"
        raise ValueError(message)
    windows = series.unfold(0, tau, 1)[:N]  # (N, tau)
    for _ in range(k):
        prediction = model(windows)  # (N,)
        windows = torch.cat([windows[:, 1:], prediction[:, None]], dim=1)
    return prediction
    ### END SOLUTION


def ngram_counts(ids: Sequence[int], n: int) -> Counter[tuple[int, ...]]:
    """Count the n-grams of a sequence: every run of ``n`` neighbouring ids, overlaps included.

    Convention: an n-gram is a tuple of ``n`` ids, also for ``n = 1``. A sequence shorter than
    ``n`` has none. ``n`` is at least 1.

    Example: the ids 5, 7, 5, 7 have the 2-grams (5, 7) twice and (7, 5) once.

    Args:
        ids: a list of ints.
        n: the length of the runs.

    """
    ### BEGIN SOLUTION
    return Counter(tuple(ids[i : i + n]) for i in range(len(ids) - n + 1))
    ### END SOLUTION


def laplace_prob(
    ids: Sequence[int], context: tuple[int, ...], token: int, vocab_size: int, alpha: float = 1.0
) -> float:
    """Estimate ``P(token | context)`` from a text, with additive smoothing (Laplace).

    With ``c(g)`` the number of times that the n-gram ``g`` occurs in ``ids``:

        P(w | context) = ( c(context w) + alpha ) / ( Σ_v c(context v) + alpha · vocab_size )

    The sum runs over the whole vocabulary: it counts the places where the context is *followed by
    something*, so that the probabilities of all tokens add up to 1. (The context may also stand at
    the very end of the text; that place is followed by nothing.) With ``context = ()`` this is
    the smoothed frequency of a single token.

    Example: for the ids 0, 1, 0, 1, 1, 0 and three tokens, P(1 | (0,)) is (2 + 1) / (2 + 3).

    Args:
        ids: the text, a list of ints ``0 … vocab_size − 1``.
        context: the ids that come before, any number of them.
        token: the id in question.
        vocab_size: how many ids there are.
        alpha: what is added to every count.

    """
    ### BEGIN SOLUTION
    counts = ngram_counts(ids, len(context) + 1)
    followed = sum(count for gram, count in counts.items() if gram[:-1] == tuple(context))
    return (counts[(*context, token)] + alpha) / (followed + alpha * vocab_size)
    ### END SOLUTION
