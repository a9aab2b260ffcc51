"""In place: one moving point, copies of it in a list."""

import torch


def gradient_descent(grad_f, x0, lr, steps):
    x = x0.clone()
    path = [x0.clone()]
    while len(path) <= steps:
        x.add_(grad_f(x), alpha=-lr)
        path.append(x.clone())
    return torch.stack(path)
