"""Averages by lerp, a variance by expanding the square around the mean."""

import torch

from .optimisers import Optimizer


class RMSprop(Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, momentum=0.0, centered=False):
        options = {"lr": lr, "alpha": alpha, "eps": eps, "momentum": momentum}
        super().__init__(params, options | {"centered": centered})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            new = 1 - group["alpha"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                state, g = self.state[p], p.grad
                for key in ("square", "mean", "move"):
                    state.setdefault(key, torch.zeros_like(p))
                state["square"].lerp_(g * g, new)
                state["mean"].lerp_(g, new)
                if group["centered"]:
                    gap = state["square"] - state["mean"] ** 2
                    root = torch.where(gap > 0, gap, 0.0).sqrt()
                else:
                    root = state["square"].sqrt()
                state["move"] = group["momentum"] * state["move"] + g / (root + group["eps"])
                p.sub_(group["lr"] * state["move"])
