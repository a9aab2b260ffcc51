"""Adam by hand, on mu and L themselves, the diagonal multiplied by an exponential."""

import torch

from .variational import elbo_gradient


def bbvi_gaussian(log_joint, d, steps, n_samples, seed, estimator="reparam", baseline=True):
    torch.manual_seed(seed)
    mu, L = torch.zeros(d), torch.eye(d)
    moments = [torch.zeros(d), torch.zeros(d, d), torch.zeros(d), torch.zeros(d, d)]
    for step in range(1, steps + 1):
        g_mu, g_L = elbo_gradient(log_joint, mu, L, torch.randn(n_samples, d), estimator, baseline)
        diagonal = L.diagonal().clone()
        g_L = g_L.tril(-1) + torch.diag(g_L.diagonal() * diagonal)
        rate = 0.1 * (steps - step + 1) / steps
        moves = []
        for k, g in enumerate((g_mu, g_L)):
            moments[k] = 0.9 * moments[k] + 0.1 * g
            moments[k + 2] = 0.999 * moments[k + 2] + 0.001 * g * g
            first = moments[k] / (1 - 0.9**step)
            moves.append(rate * first / ((moments[k + 2] / (1 - 0.999**step)).sqrt() + 1e-8))
        mu = mu + moves[0]
        L = L.tril(-1) + moves[1].tril(-1) + torch.diag(diagonal * moves[1].diagonal().exp())
    return mu, L
