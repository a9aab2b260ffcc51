"""A running maximum over the draws, one draw of the model at a time."""

import math

import torch


def iwae_bound(log_w):
    top = torch.full_like(log_w[0], -math.inf)
    total = torch.zeros_like(log_w[0])
    for row in log_w:
        new = torch.maximum(top, row.detach())
        safe = torch.where(torch.isinf(new), 0, new)
        total = total * torch.exp(torch.where(torch.isinf(top), safe, top) - safe)
        total = total + torch.exp(row - safe)
        top = new
    return torch.where(torch.isinf(top), 0, top) + torch.log(total / len(log_w))


def log_likelihood_estimate(model, x, eps):
    mu, logvar = model.encode(x)
    sigma = torch.exp(logvar / 2)
    rows = []
    for e in eps:
        z = mu + sigma * e
        a = model.decode(z)
        log_px = (x * a - torch.nn.functional.softplus(a)).sum(1)
        log_ratio = 0.5 * (e * e + logvar - z * z).sum(1)
        rows.append(log_px + log_ratio)
    return iwae_bound(torch.stack(rows))
