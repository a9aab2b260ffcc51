"""One flat parameter for the lower triangle, Adam with a falling rate."""

import torch

from .variational import elbo_gradient


def bbvi_gaussian(log_joint, d, steps, n_samples, seed, estimator="reparam", baseline=True):
    rng = torch.Generator().manual_seed(seed)
    rows, columns = torch.tril_indices(d, d)
    on_diagonal = rows == columns
    theta = torch.zeros(d + len(rows))
    optimizer = torch.optim.Adam([theta], lr=0.1, betas=(0.9, 0.99))

    def unpack():
        L = torch.zeros(d, d)
        L[rows, columns] = torch.where(on_diagonal, theta[d:].exp(), theta[d:])
        return theta[:d].clone(), L

    for step in range(steps):
        optimizer.param_groups[0]["lr"] = 0.1 * (1 - step / steps)
        mu, L = unpack()
        eps = torch.randn(n_samples, d, generator=rng)
        d_mu, d_L = elbo_gradient(log_joint, mu, L, eps, estimator, baseline)
        flat = d_L[rows, columns] * torch.where(on_diagonal, L[rows, columns], 1)
        theta.grad = -torch.cat([d_mu, flat])
        optimizer.step()
    return unpack()
