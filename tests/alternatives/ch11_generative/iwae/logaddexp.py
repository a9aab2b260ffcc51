"""Pairwise logaddexp; densities from torch.distributions."""

import math
from functools import reduce

import torch
from torch import distributions as D


def iwae_bound(log_w):
    impossible = torch.isinf(log_w).all(0)
    clean = torch.where(impossible, 0.0, log_w)
    summed = reduce(torch.logaddexp, clean.unbind(0)) - math.log(len(log_w))
    return torch.where(impossible, -math.inf, summed)


def log_likelihood_estimate(model, x, eps):
    mu, logvar = model.encode(x)
    q = D.Normal(mu, torch.exp(0.5 * logvar))
    z = q.loc + q.scale * eps
    prior = D.Normal(torch.zeros_like(mu), torch.ones_like(mu))
    pixels = D.Bernoulli(logits=model.decode(z), validate_args=False)
    log_w = prior.log_prob(z).sum(-1) - q.log_prob(z).sum(-1) + pixels.log_prob(x).sum(-1)
    return iwae_bound(log_w)
