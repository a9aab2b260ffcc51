"""Accumulate: a generator of states by itertools."""

import itertools

import torch


def gradient_descent(grad_f, x0, lr, steps):
    walk = itertools.accumulate(range(steps), lambda x, _: x - lr * grad_f(x), initial=x0)
    return torch.cat([x[None] for x in walk])
