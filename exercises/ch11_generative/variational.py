"""Variational inference: fit a simple distribution to a posterior that is none."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor

LogJoint = Callable[[Tensor], Tensor]


def elbo_gradient(
    log_joint: LogJoint,
    mu: Tensor,
    chol: Tensor,
    eps: Tensor,
    estimator: str = "reparam",
    baseline: bool = True,
) -> tuple[Tensor, Tensor]:
    """Estimate the gradient of the ELBO of ``q = N(mu, L Lᵀ)``, ``L = chol``, from S draws.

    **L is lower triangular with a positive diagonal.** A draw is ``z_s = mu + L eps_s``, and

        log q(z_s) = −½ ‖eps_s‖² − Σ_i log L_ii − (d/2) log 2π
        ELBO = E_q[log_joint(z) − log q(z)] = E_q[log_joint(z)] + Σ_i log L_ii + const

    ``"reparam"``: the gradient, by mu and L at fixed ``eps``, of
    ``(1/S) Σ_s log_joint(mu + L eps_s) + Σ_i log L_ii``. It needs the gradient of ``log_joint``.

    ``"score"``: ``(1/S) Σ_s (r_s − b_s) ∇ log q(z_s)``, where ``r_s = log_joint(z_s) − log q(z_s)``
    and ``z_s`` and ``b_s`` are *constants*: only the ``log q`` on the right is differentiated, as a
    function of mu and L at the fixed point ``z_s``. It needs no gradient of ``log_joint``. With
    ``baseline`` the number ``b_s`` is the mean of the *other* S − 1 values of r, else it is 0.

    Both are unbiased. The result is detached; no ``grad`` of anything is touched. The caller may be
    inside ``torch.no_grad()``.

    Source: Kingma and Welling, 2014; Ranganath, Gerrish and Blei, 2014; the baseline: Kool et al.,
    2019.

    Args:
        log_joint: maps ``(S, d)`` to ``(S,)``.
        mu: ``(d,)``.
        chol: ``(d, d)``.
        eps: standard normal, ``(S, d)``; S ≥ 2 if there is a baseline.
        estimator: ``"reparam"`` or ``"score"``.
        baseline: only for ``"score"``.

    Returns:
        The gradients by mu, ``(d,)``, and by L, ``(d, d)`` and 0 above the diagonal.

    Raises:
        ValueError: for another estimator.

    """
    raise NotImplementedError("TODO: elbo_gradient")


def bbvi_gaussian(
    log_joint: LogJoint,
    d: int,
    steps: int,
    n_samples: int,
    seed: int,
    estimator: str = "reparam",
    baseline: bool = True,
) -> tuple[Tensor, Tensor]:
    """Fit ``N(mu, L Lᵀ)`` to a posterior by climbing the ELBO: black-box variational inference.

    Start at ``mu = 0``, ``L = I`` in the default dtype. In each of ``steps`` steps draw fresh
    standard normal ``eps`` (``n_samples``, d), take ``elbo_gradient`` and go uphill. The diagonal
    of L must stay positive: step in its *logarithm*, ``∂/∂ log L_ii = L_ii · ∂/∂L_ii``.

    An optimiser of your choice (``torch.optim`` is allowed: set ``grad`` by hand, and mind that it
    walks downhill). Adam with 0.1 does well, falling linearly to 0 over the steps, so that the
    noise of the draws averages out. The same ``seed`` must give the same result.

    Args:
        log_joint: maps ``(S, d)`` to ``(S,)``: log prior plus log likelihood.
        d: the dimension.
        steps: how many steps.
        n_samples: S, draws a step.
        seed: of all random numbers.
        estimator: handed on to ``elbo_gradient``.
        baseline: handed on to ``elbo_gradient``.

    Returns:
        ``mu`` ``(d,)`` and ``chol`` ``(d, d)``, lower triangular, not part of a graph.

    """
    raise NotImplementedError("TODO: bbvi_gaussian")


def cavi_gmm(x: Tensor, m0: Tensor, prior_var: float, steps: int) -> dict[str, Tensor]:
    """Fit a mixture of K normal distributions by coordinate ascent: mean-field inference.

    The model (Blei, Kucukelbir and McAuliffe, 2017, section 2.1), with unit variances:

        μ_k ~ N(0, prior_var)      c_i uniform on 0 … K − 1      x_i ~ N(μ_{c_i}, 1)

    and ``q(μ, c) = Π_k N(μ_k; m_k, s²_k) · Π_i φ_i[c_i]``. Start with ``m = m0``, all ``s² = 1``.
    One step updates first all φ, then all m and s²:

        φ_ik ∝ exp( m_k x_i − (m_k² + s²_k) / 2 )                 each row sums to 1
        m_k = Σ_i φ_ik x_i / (1/prior_var + Σ_i φ_ik)      s²_k = 1 / (1/prior_var + Σ_i φ_ik)

    and then notes the ELBO of the new ``φ, m, s²``,

        ELBO =   Σ_k [ −½ log(2π prior_var) − (m_k² + s²_k) / (2 prior_var) ]     E log p(μ)
               − n log K                                                          E log p(c)
               + Σ_ik φ_ik [ −½ log 2π − ½ ((x_i − m_k)² + s²_k) ]                E log p(x ∣ c, μ)
               − Σ_ik φ_ik log φ_ik                                               entropy of c
               + Σ_k ½ log(2π e s²_k)                                             entropy of μ

    It never falls from one step to the next. ``x`` may be so far out that a naive ``exp``
    overflows; 0 · log 0 is 0.

    Args:
        x: ``(n,)``.
        m0: where the means start, ``(K,)``.
        prior_var: the prior variance of the means.
        steps: how many steps, at least 1.

    Returns:
        A dict: ``m`` (K,), ``s2`` (K,), ``phi`` (n, K) and ``elbo`` (steps,).

    """
    raise NotImplementedError("TODO: cavi_gmm")
