"""NumPy for the arithmetic of samples, moments as dot products."""

import numpy as np
import torch


def mc_mean(fx):
    n = fx.numel()
    centred = fx - fx.sum() / n
    return fx.sum() / n, torch.sqrt(centred @ centred / (n * (n - 1)))


def importance_estimate(logp, logq, fx, self_normalised):
    log_w = logp - logq
    top = log_w.max().detach()
    w = torch.exp(log_w - top)
    ess = w.sum() ** 2 / (w @ w)
    if self_normalised:
        return (w @ fx) / w.sum(), ess
    return torch.exp(top) * (w @ fx) / len(fx), ess


def control_variate(fx, gx, g_mean):
    both = np.cov(fx.double().numpy(), gx.double().numpy())
    c = both[0, 1] / both[1, 1] if both[1, 1] > 0 else 0.0
    estimate = np.mean(fx.double().numpy() - c * (gx.double().numpy() - g_mean))
    return torch.tensor(estimate, dtype=fx.dtype), torch.tensor(c, dtype=fx.dtype)


def antithetic(f, u):
    both = f(torch.cat([u, 1 - u])).reshape(2, -1)
    return mc_mean(both.mean(0))


def rejection_sample(logp, logq, log_m, proposals, u):
    envelope = logq + log_m
    if bool(torch.any(logp > envelope)):
        raise ValueError
    accepted = u < torch.exp(logp - envelope)
    return proposals[accepted.nonzero().squeeze(1)]
