"""The gradients of log q written out; mixtures component by component."""

import math

import torch


def elbo_gradient(log_joint, mu, chol, eps, estimator="reparam", baseline=True):
    S, d = eps.shape
    mu, L = mu.detach(), chol.detach()
    z = mu + torch.einsum("ij,sj->si", L, eps)
    if estimator == "reparam":
        with torch.enable_grad():
            leaf = z.detach().requires_grad_()
            (slope,) = torch.autograd.grad(log_joint(leaf).sum(), leaf)
        d_chol = torch.einsum("si,sj->ij", slope, eps) / S
        return slope.mean(0), torch.tril(d_chol + torch.diag(1 / L.diagonal()))
    if estimator != "score":
        raise ValueError(estimator)
    with torch.no_grad():
        log_q = -0.5 * (eps * eps).sum(1) - L.diagonal().log().sum() - d * math.log(2 * math.pi) / 2
        gain = log_joint(z) - log_q
        if baseline:
            others = [torch.cat([gain[:s], gain[s + 1 :]]).mean() for s in range(S)]
            gain = gain - torch.stack(others)
        back = torch.linalg.inv(L).T @ eps.T  # (d, S): L^{-T} eps
        d_chol = torch.einsum("s,is,sj->ij", gain, back, eps) / S
        d_chol = d_chol - gain.mean() * torch.diag(1 / L.diagonal())
        return back @ gain / S, torch.tril(d_chol)


def cavi_gmm(x, m0, prior_var, steps):
    n, K = len(x), len(m0)
    m, s2, elbos = list(m0.unbind()), [torch.ones_like(m0[0])] * K, []
    for _ in range(steps):
        scores = torch.stack([m[k] * x - 0.5 * (m[k] ** 2 + s2[k]) for k in range(K)], dim=1)
        phi = torch.softmax(scores, dim=1)
        total = x.new_zeros(())
        for k in range(K):
            precision = 1 / prior_var + phi[:, k].sum()
            m[k], s2[k] = phi[:, k] @ x / precision, 1 / precision
            total = total - 0.5 * math.log(2 * math.pi * prior_var)
            total = total - (m[k] ** 2 + s2[k]) / (2 * prior_var)
            total = total - 0.5 * phi[:, k] @ (math.log(2 * math.pi) + (x - m[k]) ** 2 + s2[k])
            total = total - torch.special.xlogy(phi[:, k], phi[:, k]).sum()
            total = total + 0.5 * (math.log(2 * math.pi) + 1 + torch.log(s2[k]))
        elbos.append(total - n * math.log(K))
    return {"m": torch.stack(m), "s2": torch.stack(s2), "phi": phi, "elbo": torch.stack(elbos)}
