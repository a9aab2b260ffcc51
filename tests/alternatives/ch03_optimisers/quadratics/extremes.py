"""The two extreme eigenvalues decide everything; the gradient by einsum."""

import math

import torch


def gd_rate(eigs, lr):
    low, high = eigs.aminmax()
    return float(torch.maximum((1 - lr * low).abs(), (1 - lr * high).abs()))


def optimal_gd_lr(eigs):
    low, high = eigs.aminmax()
    return 1 / float((low + high) / 2)


def heavy_ball_params(mu, L):
    s = math.sqrt(mu) + math.sqrt(L)
    return 4 / (L + mu + 2 * math.sqrt(L * mu)), (1 - 2 * math.sqrt(mu) / s) ** 2


def steps_to(tol, opt_factory, A, max_steps=10_000):
    x = A.new_ones(A.shape[0])
    opt, k = opt_factory([x]), 0
    goal = tol * math.sqrt(len(x))
    while k <= max_steps:
        if math.sqrt((x * x).sum()) <= goal:
            return k
        if not x.isfinite().all():
            break
        x.grad = torch.einsum("ij,j->i", A, x)
        opt.step()
        k += 1
    return None
