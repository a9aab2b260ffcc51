"""Python numbers for the theory, autograd for the gradient."""

import torch


def gd_rate(eigs, lr):
    return max(abs(1 - lr * eig) for eig in eigs.tolist())


def optimal_gd_lr(eigs):
    ordered = sorted(eigs.tolist())
    return 2 / (ordered[0] + ordered[-1])


def heavy_ball_params(mu, L):
    a, b = mu**0.5, L**0.5
    return (2 / (a + b)) ** 2, ((b - a) / (b + a)) ** 2


def steps_to(tol, opt_factory, A, max_steps=10_000):
    x = torch.ones(len(A), dtype=A.dtype, device=A.device, requires_grad=True)
    opt = opt_factory([x])
    start = x.detach().norm().item()
    count = 0
    while not x.detach().norm().item() <= tol * start:
        if count == max_steps:
            return None
        opt.zero_grad()
        (0.5 * x @ A @ x).backward()
        opt.step()
        count += 1
    return count
