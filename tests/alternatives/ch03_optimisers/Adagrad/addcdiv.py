"""Fused operations: addcmul for the sum, addcdiv for the step."""

import torch

from .optimisers import Optimizer


class Adagrad(Optimizer):
    def __init__(self, params, lr=1e-2, eps=1e-10, lr_decay=0.0, initial_accumulator_value=0.0):
        super().__init__(params, {"lr": lr, "eps": eps, "lr_decay": lr_decay})
        for group in self.param_groups:
            for p in group["params"]:
                start = torch.ones_like(p).detach() * initial_accumulator_value
                self.state[p] = {"G": start, "slow": 1.0}

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    state = self.state[p]
                    state["G"].addcmul_(p.grad, p.grad)
                    root = torch.sqrt(state["G"]).add_(group["eps"])
                    p.addcdiv_(p.grad, root, value=-group["lr"] / state["slow"])
                    state["slow"] += group["lr_decay"]
