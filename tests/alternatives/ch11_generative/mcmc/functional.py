"""Small functions folded over the noise; autocovariances in one convolution."""

from functools import reduce
from itertools import accumulate

import torch
from torch.nn import functional as F


def metropolis_hastings(logp, x0, noise, u, step, propose=None, log_q=None):
    def advance(state, randomness):
        x, _ = state
        z, one = randomness
        new = propose(x, z) if propose else torch.add(x, z, alpha=step)
        ratio = logp(new) - logp(x)
        if log_q:
            ratio = ratio - log_q(new, x) + log_q(x, new)
        return (new, 1) if torch.log(one) < ratio else (x, 0)

    states = [*accumulate(zip(noise, u, strict=True), advance, initial=(x0, 0))]
    return torch.stack([x for x, _ in states]), sum(a for _, a in states) / len(noise)


def gibbs_gaussian(mean, cov, x0, noise):
    precision = torch.cholesky_inverse(torch.linalg.cholesky(cov))
    diagonal = precision.diagonal()
    off = precision - diagonal.diag()
    eye = torch.eye(len(mean), dtype=cov.dtype, device=cov.device)

    def sweep(x, z):
        def visit(x, i):
            new = mean[i] - off[i] @ (x - mean) / diagonal[i] + z[i] * diagonal[i].rsqrt()
            return torch.where(eye[i] > 0, new, x)

        return reduce(visit, range(len(mean)), x)

    return torch.stack([*accumulate(noise, sweep, initial=x0)])


def effective_sample_size(chain):
    n, d = chain.shape
    away = (chain - chain.mean(0)).T  # (d, n)
    cov = F.conv1d(F.pad(away, (0, n - 1))[None], away[:, None], groups=d)[0]  # (d, n)
    stuck = cov[:, :1] <= 0
    rho = torch.where(stuck, -1.0, cov / cov[:, :1].masked_fill(stuck, 1))
    alive = torch.cummin(rho[:, 1:], dim=1).values > 0
    ess = n / (1 + 2 * (rho[:, 1:] * alive).sum(1))
    return ess.masked_fill(stuck[:, 0], 1.0)


def langevin(score, x0, noise, eps):
    return torch.stack(
        [*accumulate(noise, lambda x, z: x + eps * score(x) + z * (2 * eps) ** 0.5, initial=x0)]
    )
