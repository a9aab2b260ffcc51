"""The target by autograd, from the log density of the blur; summed sample by sample."""

import torch


def score_matching_loss(score, x, noise, sigma):
    noisy = x + sigma[:, None] * noise
    with torch.enable_grad():
        leaf = noisy.detach().requires_grad_()
        exponent = -0.5 * (((leaf - x.detach()) / sigma.detach()[:, None]) ** 2).sum()
        (target,) = torch.autograd.grad(exponent, leaf)
    got = score(noisy, sigma)
    terms = [
        0.5 * s**2 * torch.dot(g - t, g - t) for g, t, s in zip(got, target, sigma, strict=True)
    ]
    return torch.stack(terms).mean()
