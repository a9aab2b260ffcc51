"""Conditional distributions by Schur complements; autocovariances lag by lag."""

import torch


def metropolis_hastings(logp, x0, noise, u, step, propose=None, log_q=None):
    if propose is None:
        propose = lambda x, z: x + step * z  # noqa: E731
    chain = x0.new_empty(len(noise) + 1, *x0.shape)
    chain[0] = x0
    here, accepted = logp(x0), 0
    for t in range(len(noise)):
        old = chain[t].clone()
        new = propose(old, noise[t])
        there = logp(new)
        correction = 0.0 if log_q is None else log_q(old, new) - log_q(new, old)
        accept = bool(u[t] < torch.exp(there - here + correction))
        chain[t + 1] = new if accept else old
        here = there if accept else here
        accepted += accept
    return chain, accepted / len(noise)


def gibbs_gaussian(mean, cov, x0, noise):
    d = len(mean)
    others = [[j for j in range(d) if j != i] for i in range(d)]
    gains = [torch.linalg.solve(cov[o][:, o], cov[o, i]) for i, o in enumerate(others)]
    chain = [x0]
    for z in noise:
        x = list(chain[-1].unbind())
        for i, o in enumerate(others):
            away = torch.stack([x[j] - mean[j] for j in o])
            sd = torch.sqrt(cov[i, i] - gains[i] @ cov[o, i])
            x[i] = mean[i] + gains[i] @ away + sd * z[i]
        chain.append(torch.stack(x))
    return torch.stack(chain)


def effective_sample_size(chain):
    n = len(chain)
    out = []
    for column in (chain - chain.mean(0)).T:
        c0 = (column @ column).item()
        if c0 == 0:
            out.append(1.0)
            continue
        total = 0.0
        for k in range(1, n):
            rho = (column[: n - k] @ column[k:]).item() / c0
            if rho <= 0:
                break
            total += rho
        out.append(n / (1 + 2 * total))
    return torch.tensor(out, dtype=chain.dtype, device=chain.device)


def langevin(score, x0, noise, eps):
    states = torch.empty(len(noise) + 1, *x0.shape, dtype=x0.dtype, device=x0.device)
    states[0] = x0
    for t, z in enumerate(noise):
        states[t + 1] = states[t] + eps * score(states[t]) + (2 * eps) ** 0.5 * z
    return states
