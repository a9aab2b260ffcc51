"""Keep every gradient and sum their squares anew in each step."""

import torch

from .optimisers import Optimizer


class Adagrad(Optimizer):
    def __init__(self, params, lr=1e-2, eps=1e-10, lr_decay=0.0, initial_accumulator_value=0.0):
        super().__init__(
            params, {"lr": lr, "eps": eps, "lr_decay": lr_decay, "init": initial_accumulator_value}
        )

    def step(self):
        for group in self.param_groups:
            for p in filter(lambda p: p.grad is not None, group["params"]):
                seen = self.state[p].setdefault("seen", [])
                seen.append(p.grad.clone())
                total = torch.stack(seen).pow(2).sum(0) + group["init"]
                rate = group["lr"] / (1 + group["lr_decay"] * (len(seen) - 1))
                p.data.sub_(rate * seen[-1] / (total**0.5 + group["eps"]))
