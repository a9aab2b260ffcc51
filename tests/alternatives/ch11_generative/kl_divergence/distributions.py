"""torch's own distributions where they serve, logarithms elsewhere."""

import torch
from torch import distributions as D


def kl_gauss(mu, logvar):
    q = D.Normal(mu, torch.ones_like(mu))  # of variance 1: the library does the means
    means = D.kl_divergence(q, D.Normal(torch.zeros_like(mu), torch.ones_like(mu)))
    return (means + (torch.exp(logvar) - 1 - logvar) / 2).sum(1)


def kl_gauss_gauss(mu_q, logvar_q, mu_p, logvar_p):
    away = (mu_q - mu_p) / torch.exp(logvar_p / 2)
    inner = logvar_p - logvar_q + torch.exp(logvar_q - logvar_p) + away * away
    return inner.sum(-1) / 2 - mu_q.shape[1] / 2


def kl_categorical(logits_q, logits_p):
    q = torch.softmax(logits_q, dim=-1)
    log_q = logits_q - torch.logsumexp(logits_q, dim=-1, keepdim=True)
    log_p = logits_p - torch.logsumexp(logits_p, dim=-1, keepdim=True)
    possible = q > 0
    inner = (log_q - log_p).masked_fill(~possible, 0.0)
    return (q * inner).sum(-1)


def elbo(log_px_z, kl):
    return (log_px_z - kl).sum(0) / log_px_z.shape[0]


def kl_mc(log_q, log_p, nonnegative=False):
    log_ratio = log_q - log_p
    if nonnegative:
        return (torch.exp(-log_ratio) - 1 + log_ratio).mean(dim=0)
    return log_ratio.mean(dim=0)
