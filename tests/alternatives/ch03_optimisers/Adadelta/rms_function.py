"""A function for the root mean square, as in the paper, and averages that are replaced."""

import torch

from .optimisers import Optimizer


def rms(average, eps):
    return torch.sqrt(average + eps)


class Adadelta(Optimizer):
    def __init__(self, params, lr=1.0, rho=0.9, eps=1e-6):
        super().__init__(params, {"lr": lr, "rho": rho, "eps": eps})

    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    g, rho, eps = p.grad.clone(), group["rho"], group["eps"]
                    squares, updates = self.state[p].get("both", (0 * g, 0 * g))
                    squares = rho * squares + (1 - rho) * g**2
                    update = -rms(updates, eps) / rms(squares, eps) * g
                    updates = rho * updates + (1 - rho) * update**2
                    self.state[p]["both"] = (squares, updates)
                    p.data += group["lr"] * update
