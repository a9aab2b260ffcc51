"""Cross entropy minus entropy, summed with einsum; one general function for both normals."""

import math

import torch


def kl_gauss(mu, logvar):
    return kl_gauss_gauss(mu, logvar, torch.zeros_like(mu), torch.zeros_like(logvar))


def kl_gauss_gauss(mu_q, logvar_q, mu_p, logvar_p):
    half_log = 0.5 * math.log(2 * math.pi)
    cross = half_log + 0.5 * logvar_p + 0.5 * torch.exp(logvar_q - logvar_p)
    cross = cross + 0.5 * (mu_q - mu_p) ** 2 * torch.exp(-logvar_p)
    entropy = half_log + 0.5 + 0.5 * logvar_q
    return torch.einsum("bd->b", cross - entropy)


def kl_categorical(logits_q, logits_p):
    log_q = torch.nn.functional.log_softmax(logits_q, dim=1)
    log_p = torch.nn.functional.log_softmax(logits_p, dim=1)
    impossible = torch.isneginf(log_q)
    log_q = torch.where(impossible, 0, log_q)
    log_p = torch.where(impossible, 0, log_p)
    q = torch.where(impossible, 0, torch.exp(log_q))
    return torch.stack([(a * (b - c)).sum() for a, b, c in zip(q, log_q, log_p, strict=True)])


def elbo(log_px_z, kl):
    K = len(log_px_z)
    return torch.einsum("kb->b", log_px_z) / K - kl


def kl_mc(log_q, log_p, nonnegative=False):
    K = len(log_q)
    first = torch.einsum("kb->b", log_q - log_p) / K
    if not nonnegative:
        return first
    return first + torch.einsum("kb->b", torch.expm1(log_p - log_q)) / K
