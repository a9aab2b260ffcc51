"""Markov chain Monte Carlo: draws from a density that is known only up to a factor."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor


def metropolis_hastings(
    logp: Callable[[Tensor], Tensor],
    x0: Tensor,
    noise: Tensor,
    u: Tensor,
    step: float,
    propose: Callable[[Tensor, Tensor], Tensor] | None = None,
    log_q: Callable[[Tensor, Tensor], Tensor] | None = None,
) -> tuple[Tensor, float]:
    """Run a Metropolis–Hastings chain of n steps.

    **Row 0 of the chain is ``x0``; row t + 1 is the state after step t.** In step t, from ``x``:

        x' = x + step · noise[t]                    or  propose(x, noise[t]) if that is given
        accept if  log u[t] < logp(x') − logp(x) + log_q(x, x') − log_q(x', x)

    ``log_q(to, from)`` is the log density with which ``to`` is proposed at ``from``. Without it the
    proposal is symmetric, and the two terms cancel. On acceptance the new state is ``x'``, else it
    is ``x`` **once more**: every step adds one row. ``logp`` may be unnormalised, and −∞ where
    ``x'`` is impossible (never accepted); ``logp(x0)`` is finite.

    Source: Metropolis et al., 1953; Hastings, 1970.

    Args:
        logp: maps a state ``(d,)`` to a 0-dim tensor.
        x0: ``(d,)``.
        noise: ``(n, d)``.
        u: uniform on [0, 1), ``(n,)``.
        step: the scale of the proposal's noise.
        propose: another proposal, from a state and a row of ``noise``.
        log_q: its log density, if it is not symmetric.

    Returns:
        The chain ``(n + 1, d)``, and the share of accepted proposals, a Python float.

    """
    ### BEGIN SOLUTION
    x, log_p = x0, logp(x0)
    chain, accepted = [x0], 0
    for z, log_u in zip(noise, u.log(), strict=True):
        new = x + step * z if propose is None else propose(x, z)
        log_p_new = logp(new)
        log_ratio = log_p_new - log_p
        if log_q is not None:
            log_ratio = log_ratio + log_q(x, new) - log_q(new, x)
        if log_u < log_ratio:
            x, log_p = new, log_p_new
            accepted += 1
        chain.append(x)
    return torch.stack(chain), accepted / len(noise)
    ### END SOLUTION


def gibbs_gaussian(mean: Tensor, cov: Tensor, x0: Tensor, noise: Tensor) -> Tensor:
    """Run a Gibbs sampler on a multivariate normal distribution.

    **Row 0 of the chain is ``x0``; row t + 1 is the state after sweep t.** A sweep visits the
    coordinates i = 0, 1, …, d − 1 in this order, and draws each from its distribution given all
    others *as they are now* (those before i are new already). With the precision ``Λ = cov⁻¹``:

        x_i = mean_i − Σ_{j≠i} Λ_ij (x_j − mean_j) / Λ_ii + noise[t, i] / √Λ_ii

    ``1 / Λ_ii`` is the conditional *variance* of coordinate i. Source: Geman and Geman, 1984.

    Args:
        mean: ``(d,)``.
        cov: symmetric and positive definite, ``(d, d)``.
        x0: ``(d,)``.
        noise: standard normal, ``(n, d)``.

    Returns:
        The chain, ``(n + 1, d)``.

    """
    ### BEGIN SOLUTION
    precision = torch.linalg.inv(cov)
    variance = 1 / precision.diagonal()  # (d,), conditional
    x = x0.clone()
    chain = [x0]
    for z in noise:
        for i in range(len(x)):
            away = x - mean
            pull = precision[i] @ away - precision[i, i] * away[i]
            x[i] = mean[i] - variance[i] * pull + variance[i].sqrt() * z[i]
        chain.append(x.clone())
    return torch.stack(chain)
    ### END SOLUTION


def effective_sample_size(chain: Tensor) -> Tensor:
    """Say how many independent draws a chain is worth, for each coordinate.

        c_k = (1/n) Σ_{t=0}^{n−1−k} (x_t − x̄)(x_{t+k} − x̄)         divided by n for every lag
        ρ_k = c_k / c_0
        ess = n / (1 + 2 Σ_{k=1}^{K} ρ_k)

    ``K`` is the last lag before the first that is **not positive**: ρ_1 … ρ_K > 0 and
    ρ_{K+1} ≤ 0 (or ``K = n − 1``). Farther out there is mostly noise; all ρ_k together sum to −½
    whatever the chain is. A coordinate that never moves has ``ess = 1``.

    No loop over pairs of steps; one over the lags is fine.

    Args:
        chain: ``(n, d)``, n ≥ 2.

    Returns:
        ``(d,)``.

    """
    ### BEGIN SOLUTION
    n = len(chain)
    away = chain - chain.mean(0)
    padded = torch.fft.rfft(away, n=2 * n, dim=0)  # twice as long, so that nothing wraps around
    cov = torch.fft.irfft(padded * padded.conj(), n=2 * n, dim=0)[:n] / n  # (n, d)
    moves = (away != 0).any(0)
    rho = cov[1:] / torch.where(moves, cov[0], 1)
    before_first = (rho > 0).cumprod(0)  # 1 up to lag K, then 0
    ess = n / (1 + 2 * (rho * before_first).sum(0))
    return torch.where(moves, ess, 1)
    ### END SOLUTION


def langevin(score: Callable[[Tensor], Tensor], x0: Tensor, noise: Tensor, eps: float) -> Tensor:
    """Run many unadjusted Langevin chains side by side.

    **Row 0 is ``x0``; row t + 1 is the state after step t.** Each step follows the score
    ``s(x) = ∇ log p(x)`` uphill and shakes:

        x ← x + eps · s(x) + √(2 eps) · noise[t]

    Args:
        score: maps states ``(B, d)`` to their scores, ``(B, d)``.
        x0: ``(B, d)``.
        noise: standard normal, ``(n, B, d)``.
        eps: the step size.

    Returns:
        All states, ``(n + 1, B, d)``.

    """
    ### BEGIN SOLUTION
    x, states = x0, [x0]
    for z in noise:
        x = x + eps * score(x) + math.sqrt(2 * eps) * z
        states.append(x)
    return torch.stack(states)
    ### END SOLUTION
