"""Lists of tensors: collect a group's parameters and use torch's operations on lists."""

import torch

from .optimisers import Optimizer


class SGD(Optimizer):
    def __init__(self, params, lr, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False):
        options = {"lr": lr, "momentum": momentum, "dampening": dampening}
        super().__init__(params, {**options, "weight_decay": weight_decay, "nesterov": nesterov})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            params = [p for p in group["params"] if p.grad is not None]
            if not params:
                continue
            mu = group["momentum"]
            moves = torch._foreach_add(
                [p.grad for p in params], params, alpha=group["weight_decay"]
            )
            if mu:
                moves = [self._velocity(p, g, group) for p, g in zip(params, moves, strict=True)]
            torch._foreach_add_(params, moves, alpha=-group["lr"])

    def _velocity(self, p, g, group):
        old = self.state[p].get("v")
        mu = group["momentum"]
        v = g.clone() if old is None else mu * old + (1 - group["dampening"]) * g
        self.state[p]["v"] = v
        return torch.add(g, v, alpha=mu) if group["nesterov"] else v
