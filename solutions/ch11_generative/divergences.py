"""Kullback–Leibler divergences, in closed form and from draws, and the evidence lower bound."""

from __future__ import annotations

import torch
from torch import Tensor


def kl_gauss(mu: Tensor, logvar: Tensor) -> Tensor:
    """KL divergence of a diagonal normal distribution from the standard one.

    **``logvar`` is log σ², not log σ. Summed over the D dimensions, one number a row.**

        KL(N(μ, σ²) ‖ N(0, 1)) = ½ Σ_d (σ_d² + μ_d² − 1 − log σ_d²)

    It is never negative, and 0 for μ = 0, log σ² = 0. Example, μ = 1, log σ² = 0: KL = ½.

    Args:
        mu: ``(B, D)``.
        logvar: ``(B, D)``.

    Returns:
        ``(B,)``.

    """
    ### BEGIN SOLUTION
    return 0.5 * (logvar.exp() + mu.square() - 1 - logvar).sum(1)
    ### END SOLUTION


def kl_gauss_gauss(mu_q: Tensor, logvar_q: Tensor, mu_p: Tensor, logvar_p: Tensor) -> Tensor:
    """KL divergence ``KL(q ‖ p)`` between two diagonal normal distributions.

    **The first two arguments are q, and the expectation is under q. ``logvar`` is log σ².**

        KL(q ‖ p) = ½ Σ_d ( log σ_p² − log σ_q² + (σ_q² + (μ_q − μ_p)²) / σ_p² − 1 )

    Variances may be so large that ``exp(logvar)`` overflows; their ratio must still be right.

    Args:
        mu_q: ``(B, D)``.
        logvar_q: ``(B, D)``.
        mu_p: ``(B, D)``.
        logvar_p: ``(B, D)``.

    Returns:
        ``(B,)``.

    """
    ### BEGIN SOLUTION
    gap = logvar_q - logvar_p
    distance = (mu_q - mu_p).square() * torch.exp(-logvar_p)
    return 0.5 * (gap.exp() + distance - 1 - gap).sum(1)
    ### END SOLUTION


def kl_categorical(logits_q: Tensor, logits_p: Tensor) -> Tensor:
    """KL divergence ``KL(q ‖ p)`` between categorical distributions that are given by logits.

        KL(q ‖ p) = Σ_k q_k (log q_k − log p_k),      q = softmax(logits_q), p = softmax(logits_p)

    A logit may be −∞: that category has the probability 0. Where ``q_k = 0`` the term is 0,
    whatever ``p_k`` is (0 · log 0 = 0); where ``p_k = 0`` but ``q_k > 0`` the divergence is +∞.
    Logits may be in the thousands.

    Forbidden: ``torch.nn.functional.kl_div`` (which has its arguments the other way round).

    Args:
        logits_q: ``(B, K)``, not normalised.
        logits_p: ``(B, K)``, not normalised.

    Returns:
        ``(B,)``.

    """
    ### BEGIN SOLUTION
    log_q, log_p = logits_q.log_softmax(1), logits_p.log_softmax(1)
    q = log_q.exp()
    terms = torch.where(q > 0, q * (log_q - log_p), 0)
    return terms.sum(1)
    ### END SOLUTION


def elbo(log_px_z: Tensor, kl: Tensor) -> Tensor:
    """Put the evidence lower bound together from its two parts.

        ELBO(x) = E_q[log p(x ∣ z)] − KL(q(z ∣ x) ‖ p(z))  ≤  log p(x)

    The expectation is the mean over K draws; the KL divergence is known exactly.

    Args:
        log_px_z: ``log p(x ∣ z_k)`` for K draws ``z_k`` of ``q``, ``(K, B)``.
        kl: ``(B,)``.

    Returns:
        ``(B,)``, one bound for each x: no mean over the batch.

    """
    ### BEGIN SOLUTION
    return log_px_z.mean(0) - kl
    ### END SOLUTION


def kl_mc(log_q: Tensor, log_p: Tensor, nonnegative: bool = False) -> Tensor:
    """Estimate ``KL(q ‖ p)`` from K draws of ``q``.

    With ``r = p(z) / q(z)``, so ``log r = log_p − log_q``:

        nonnegative=False:   mean of  −log r                  may come out negative
        nonnegative=True:    mean of  (r − 1) − log r         never negative

    Both are unbiased, since ``E_q[r] = 1``; the second has far less variance where p is near q.

    Args:
        log_q: ``log q(z_k)`` at the draws, ``(K, B)``.
        log_p: ``log p(z_k)`` at the same draws, ``(K, B)``.
        nonnegative: which of the two.

    Returns:
        ``(B,)``, the mean over the K draws.

    """
    ### BEGIN SOLUTION
    log_r = log_p - log_q
    if nonnegative:
        return (torch.expm1(log_r) - log_r).mean(0)
    return -log_r.mean(0)
    ### END SOLUTION
