"""Monte Carlo: estimate an integral by an average, and say how far off it may be."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor


def mc_mean(fx: Tensor) -> tuple[Tensor, Tensor]:
    """Estimate ``E[f(x)]`` from independent draws, with its standard error.

        mean = (1/n) Σ f_i        stderr = s / √n,   s² = Σ (f_i − mean)² / (n − 1)

    ``s`` is the unbiased standard deviation of the *draws*; the standard error is that of their
    *mean*. Example, ``fx = 1, 2, 3, 6``: the mean is 3, ``s² = 14 / 3``, the standard error 1.0801.

    Args:
        fx: the values ``f(x_i)`` at n independent draws, ``(n,)``, n ≥ 2.

    Returns:
        ``mean`` and ``stderr``, each 0-dim, in the dtype of ``fx``.

    """
    ### BEGIN SOLUTION
    n = len(fx)
    return fx.mean(), fx.std(correction=1) / n**0.5
    ### END SOLUTION


def importance_estimate(
    logp: Tensor, logq: Tensor, fx: Tensor, self_normalised: bool
) -> tuple[Tensor, Tensor]:
    """Estimate ``E_p[f(x)]`` from draws of another distribution ``q``.

    The draws ``x_i`` come from ``q``, so each counts with the weight ``w_i = p(x_i) / q(x_i)``:

        self_normalised=False:   (1/n) Σ w_i f_i              p must be normalised
        self_normalised=True:    Σ w_i f_i / Σ w_i            p known up to a factor is enough

    The effective sample size ``ess = (Σ w_i)² / Σ w_i²`` lies between 1 (one draw has all the
    weight) and n (all weights equal); it does not change when ``p`` or ``q`` is scaled.

    Densities come as logarithms, and these may be in the ten thousands, of either sign: the
    self-normalised estimate and ``ess`` must be right then, too, and the plain estimate must be
    right whenever the *weights* are moderate, whatever ``logp`` and ``logq`` are. ``logp`` may be
    −∞ at some draws: their weight is 0. Example, weights 1, 1, 2 and ``fx = 3, 6, 6``: plain
    21 / 3 = 7, self-normalised 21 / 4 = 5.25, ``ess = 16 / 6``.

    Args:
        logp: ``log p(x_i)``, ``(n,)``.
        logq: ``log q(x_i)``, ``(n,)``, finite.
        fx: ``f(x_i)``, ``(n,)``.
        self_normalised: which of the two estimates.

    Returns:
        ``estimate`` and ``ess``, each 0-dim.

    """
    ### BEGIN SOLUTION
    log_w = logp - logq
    normalised = torch.softmax(log_w, dim=0)  # w_i / Σ w
    ess = 1 / normalised.square().sum()
    if self_normalised:
        return (normalised * fx).sum(), ess
    return (log_w.exp() * fx).mean(), ess
    ### END SOLUTION


def control_variate(fx: Tensor, gx: Tensor, g_mean: float) -> tuple[Tensor, Tensor]:
    """Estimate ``E[f]`` with the help of a ``g`` whose expectation is known.

        estimate = mean(f) − c · (mean(g) − g_mean),      c = cov(f, g) / var(g)

    ``c`` is estimated from the same draws (so the divisor, n or n − 1, cancels). Where ``g`` came
    out too large by chance, ``f`` is corrected by what usually goes with that. If all ``gx`` are
    equal there is nothing to learn from them: then ``c = 0``.

    Args:
        fx: ``f(x_i)``, ``(n,)``, n ≥ 2.
        gx: ``g(x_i)`` at the same draws, ``(n,)``.
        g_mean: the exact ``E[g]``.

    Returns:
        ``estimate`` and ``c``, each 0-dim.

    """
    ### BEGIN SOLUTION
    df, dg = fx - fx.mean(), gx - gx.mean()
    spread = dg.square().sum()
    c = torch.where(spread > 0, (df * dg).sum() / spread, 0)
    return fx.mean() - c * (gx.mean() - g_mean), c
    ### END SOLUTION


def antithetic(f: Callable[[Tensor], Tensor], u: Tensor) -> tuple[Tensor, Tensor]:
    """Estimate ``E[f(U)]``, U uniform on (0, 1), from pairs ``u_i`` and ``1 − u_i``.

    The two of a pair are *not* independent, the pairs are. So average inside each pair,
    ``a_i = (f(u_i) + f(1 − u_i)) / 2``, and treat the n averages as n independent draws: their mean
    and *its* standard error. For a monotone ``f`` the two errors of a pair mostly cancel.

    Args:
        f: maps ``(n,)`` to ``(n,)``, element by element.
        u: n uniform numbers, ``(n,)``, n ≥ 2.

    Returns:
        ``mean`` and ``stderr``, each 0-dim.

    """
    ### BEGIN SOLUTION
    pairs = (f(u) + f(1 - u)) / 2  # (n,)
    return mc_mean(pairs)
    ### END SOLUTION


def rejection_sample(
    logp: Tensor, logq: Tensor, log_m: float, proposals: Tensor, u: Tensor
) -> Tensor:
    """Keep those draws of ``q`` that turn them into draws of ``p``.

    ``M q(x)`` is an envelope: ``p(x) ≤ M q(x)`` everywhere. A proposal is accepted if

        u_i < p(x_i) / (M q(x_i))

    and only the accepted ones are returned, in their order; there may be none. Compare logarithms:
    the densities themselves may overflow. ``p`` may be known up to a factor, and −∞ (never
    accepted) in places.

    Args:
        logp: ``log p`` at the proposals, ``(n,)``.
        logq: ``log q`` at the proposals, ``(n,)``.
        log_m: ``log M``.
        proposals: n draws from ``q``, ``(n, …)``.
        u: n uniform numbers in [0, 1), ``(n,)``.

    Returns:
        The accepted proposals, ``(k, …)``.

    Raises:
        ValueError: if ``logp − logq > log_m`` anywhere: then the envelope is none.

    """
    ### BEGIN SOLUTION
    log_ratio = logp - logq - log_m
    if (log_ratio > 0).any():
        message = "M q(x) must not be below p(x) anywhere"
        raise ValueError(message)
    return proposals[u.log() < log_ratio]
    ### END SOLUTION
