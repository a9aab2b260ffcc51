"""torch.distributions for log q and for the terms of the bound."""

import math

import torch
from torch.distributions import MultivariateNormal, Normal


def elbo_gradient(log_joint, mu, chol, eps, estimator="reparam", baseline=True):
    if estimator not in ("reparam", "score"):
        raise ValueError(estimator)
    S = len(eps)
    with torch.enable_grad():
        mu, L = mu.detach().requires_grad_(), chol.detach().tril().requires_grad_()
        q = MultivariateNormal(mu, scale_tril=L, validate_args=False)
        z = mu + (L @ eps.T).T
        if estimator == "reparam":
            value = log_joint(z).mean() + q.entropy()
        else:
            z = z.detach()
            log_q = q.log_prob(z)
            gain = (log_joint(z) - log_q).detach()
            if baseline:
                leave_one_out = (1 - torch.eye(S, dtype=gain.dtype, device=gain.device)) / (S - 1)
                gain = gain - leave_one_out @ gain
            value = gain @ log_q / S
        d_mu, d_L = torch.autograd.grad(value, [mu, L])
    return d_mu, torch.tril(d_L)


def cavi_gmm(x, m0, prior_var, steps):
    K = m0.numel()
    m, s2 = m0.clone(), torch.ones_like(m0)
    elbo = x.new_zeros(steps)
    for step in range(steps):
        log_phi = -0.5 * ((x[:, None] - m) ** 2 + s2)  # the same up to x², which is shared
        log_phi = log_phi - log_phi.logsumexp(1, keepdim=True)
        phi = torch.exp(log_phi)
        precision = 1 / prior_var + torch.einsum("ik->k", phi)
        s2, m = precision.reciprocal(), torch.einsum("ik,i->k", phi, x) / precision
        prior = Normal(torch.zeros_like(m), math.sqrt(prior_var))
        of_mu = prior.log_prob(m) - s2 / (2 * prior_var) + Normal(m, s2.sqrt()).entropy()
        of_x = Normal(m, torch.ones_like(m)).log_prob(x[:, None]) - s2 / 2
        elbo[step] = of_mu.sum() + (phi * (of_x - math.log(K) - log_phi)).sum()
    return {"m": m, "s2": s2, "phi": phi, "elbo": elbo}
