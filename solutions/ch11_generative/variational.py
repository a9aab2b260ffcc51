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
    ### BEGIN SOLUTION
    if estimator not in {"reparam", "score"}:
        message = f"estimator should be reparam or score, got {estimator!r}"
        raise ValueError(message)
    S, d = eps.shape
    with torch.enable_grad():
        mu = mu.detach().clone().requires_grad_()
        L = chol.detach().clone().requires_grad_()
        log_det = L.diagonal().log().sum()
        z = mu + eps @ L.T  # (S, d)
        if estimator == "reparam":
            objective = log_joint(z).mean() + log_det
        else:
            z = z.detach()
            white = torch.linalg.solve_triangular(L, (z - mu).T, upper=False)  # (d, S)
            log_q = -0.5 * white.square().sum(0) - log_det - d / 2 * math.log(2 * math.pi)
            gain = (log_joint(z) - log_q).detach()
            if baseline:
                gain = gain - (gain.sum() - gain) / (S - 1)
            objective = (gain * log_q).mean()
        d_mu, d_chol = torch.autograd.grad(objective, (mu, L))
    return d_mu, d_chol.tril()
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    gen = torch.Generator().manual_seed(seed)
    mu, below, log_diag = torch.zeros(d), torch.zeros(d, d), torch.zeros(d)
    parameters = (mu, below, log_diag)
    optimizer = torch.optim.Adam(parameters, lr=0.1)
    fall = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1 - step / steps)
    for _ in range(steps):
        chol = below.tril(-1) + log_diag.exp().diag()
        eps = torch.randn(n_samples, d, generator=gen)
        d_mu, d_chol = elbo_gradient(log_joint, mu, chol, eps, estimator, baseline)
        uphill = (d_mu, d_chol.tril(-1), d_chol.diagonal() * log_diag.exp())
        for parameter, gradient in zip(parameters, uphill, strict=True):
            parameter.grad = -gradient
        optimizer.step()
        fall.step()
    return mu, below.tril(-1) + log_diag.exp().diag()
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    n, K = len(x), len(m0)
    m, s2 = m0, torch.ones_like(m0)
    elbos = []
    for _ in range(steps):
        log_phi = torch.log_softmax(x[:, None] * m - (m.square() + s2) / 2, dim=1)  # (n, K)
        phi = log_phi.exp()
        s2 = 1 / (1 / prior_var + phi.sum(0))
        m = s2 * (phi * x[:, None]).sum(0)
        prior = -0.5 * math.log(2 * math.pi * prior_var) - (m.square() + s2) / (2 * prior_var)
        fit = -0.5 * (math.log(2 * math.pi) + (x[:, None] - m).square() + s2)  # (n, K)
        of_c = -n * math.log(K) - (phi * log_phi).sum()
        of_mu = 0.5 * torch.log(2 * math.pi * math.e * s2)
        elbos.append(prior.sum() + (phi * fit).sum() + of_c + of_mu.sum())
    return {"m": m, "s2": s2, "phi": phi, "elbo": torch.stack(elbos)}
    ### END SOLUTION
