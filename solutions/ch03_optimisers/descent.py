"""Gradient descent, and the mini-batches that make it cheap."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor


def gradient_descent(
    grad_f: Callable[[Tensor], Tensor], x0: Tensor, lr: float, steps: int
) -> Tensor:
    """Walk downhill with a constant learning rate, and keep the whole path.

    With the gradient ``∇f`` given as a function (Cauchy, 1847):

        x_0 = x0,        x_{k+1} = x_k − lr · ∇f(x_k)

    The gradient is asked for anew at every point, once for each step. Nothing stops the walk early
    and nothing is repaired: with too large a rate it diverges, and that is what comes back.

    Example: for ``f(x) = x²``, whose gradient is ``2x``, ``x0 = [1]`` and ``lr = 0.25`` give the
    rows ``[1], [0.5], [0.25], …``.

    Args:
        grad_f: maps ``x`` of shape ``(D,)`` to the gradient at ``x``, of the same shape.
        x0: where to start, ``(D,)``; it stays as it is.
        lr: the learning rate.
        steps: how many steps to take; 0 is allowed.

    Returns:
        The path, ``(steps + 1, D)`` in the dtype of ``x0``: row ``k`` is ``x_k``, row 0 is ``x0``.

    """
    ### BEGIN SOLUTION
    x = x0
    path = [x]
    for _ in range(steps):
        x = x - lr * grad_f(x)
        path.append(x)
    return torch.stack(path)  # (steps + 1, D)
    ### END SOLUTION


def minibatch_indices(
    n: int,
    batch_size: int,
    shuffle: bool = True,
    drop_last: bool = False,
    gen: torch.Generator | None = None,
) -> Iterator[Tensor]:
    """Cut one epoch of ``n`` samples into mini-batches of indices.

    One call is one epoch. Its batches, put one after the other, hold every index ``0 … n − 1``
    exactly once: in a random order if ``shuffle``, else in ascending order. All batches have
    ``batch_size`` indices but the last, which holds what is left; with ``drop_last`` a last batch
    that is not full is left out. (So ``batch_size > n`` gives one batch of ``n``, or none.)

    The order comes from ``gen``, whose state moves on: a second epoch drawn from the same generator
    has another order, and two generators in the same state give the same epochs.

    Example: ``n = 5``, ``batch_size = 2``, ``shuffle=False`` give ``[0, 1], [2, 3], [4]``.

    Args:
        n: the number of samples, 0 or more.
        batch_size: indices per batch.
        shuffle: whether to draw a new order.
        drop_last: whether to leave out a last batch that is not full.
        gen: a CPU generator to draw the order from; None means torch's global one.

    Yields:
        int64 tensors on the CPU, each of shape ``(B,)``.

    Raises:
        ValueError: ``batch_size`` is less than 1 (at the latest when the first batch is asked for).

    """
    ### BEGIN SOLUTION
    if batch_size < 1:
        message = f"batch_size should be at least 1, got {batch_size}"
        raise ValueError(message)
    order = torch.randperm(n, generator=gen) if shuffle else torch.arange(n)
    for start in range(0, n, batch_size):
        batch = order[start : start + batch_size]
        if len(batch) == batch_size or not drop_last:
            yield batch
    ### END SOLUTION


def sgd_gradient_stats(per_sample_grads: Tensor, batch_size: int) -> tuple[Tensor, Tensor]:
    """Predict mean and variance of the gradient of a mini-batch.

    A mini-batch of ``B`` of the ``N`` samples is drawn *without replacement*, all sets of ``B``
    being equally likely; its gradient is the mean of its samples' gradients ``g_n``. For each of
    the ``D`` entries, over the draws of a batch:

        mean     = ḡ = (1/N) Σ g_n                               (the full gradient: no bias)
        variance = σ²/B · (N − B)/(N − 1),      σ² = (1/N) Σ (g_n − ḡ)²

    The last factor is the finite-population correction: a batch of all ``N`` samples has variance
    0. Where ``N = 1``, the variance is 0.

    Args:
        per_sample_grads: ``(N, D)``, the gradient of each sample's own loss.
        batch_size: ``B``, from 1 to ``N``.

    Returns:
        ``(mean, variance)``, each of shape ``(D,)``.

    """
    ### BEGIN SOLUTION
    N, _ = per_sample_grads.shape
    mean = per_sample_grads.mean(0)
    sigma2 = (per_sample_grads - mean).square().mean(0)
    return mean, sigma2 / batch_size * (N - batch_size) / max(N - 1, 1)
    ### END SOLUTION
