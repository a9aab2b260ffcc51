"""Squared updates first: u² as a ratio, its sign from the gradient."""

import torch

from .optimisers import Optimizer


class Adadelta(Optimizer):
    def __init__(self, params, lr=1.0, rho=0.9, eps=1e-6):
        super().__init__(params, {"lr": lr, "rho": rho, "eps": eps})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            rho, eps = group["rho"], group["eps"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                if "s" not in state:
                    state["s"], state["a"] = torch.zeros_like(p), torch.zeros_like(p)
                state["s"] += (1 - rho) * (p.grad * p.grad - state["s"])
                scale = (state["s"] + eps).rsqrt()
                move = p.grad * scale * torch.sqrt(state["a"] + eps)
                state["a"] = torch.lerp(move * move, state["a"], rho)
                p.add_(move, alpha=-group["lr"])
