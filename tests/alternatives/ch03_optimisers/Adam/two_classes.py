"""Two classes that share a function of tensors; the state is a tuple that is replaced."""

import torch

from .optimisers import Optimizer


def adam_step(g, memory, beta1, beta2, eps, amsgrad):
    t, m, v, largest = memory or (0, 0 * g, 0 * g, 0 * g)
    t, m, v = t + 1, beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
    largest = torch.where(v > largest, v, largest)
    v_hat = (largest if amsgrad else v) / (1 - beta2**t)
    return m / (1 - beta1**t) / (v_hat.sqrt() + eps), (t, m, v, largest)


def options(lr, betas, eps, weight_decay, amsgrad):
    return {"lr": lr, "betas": betas, "eps": eps, "wd": weight_decay, "amsgrad": amsgrad}


def renamed(params):
    params = list(params)
    if not isinstance(params[0], dict):
        return params
    return [{("wd" if k == "weight_decay" else k): v for k, v in g.items()} for g in params]


class Adam(Optimizer):
    def __init__(
        self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0, amsgrad=False
    ):
        super().__init__(renamed(params), options(lr, betas, eps, weight_decay, amsgrad))

    def step(self):
        for group in self.param_groups:
            for p in (p for p in group["params"] if p.grad is not None):
                memory, x = self.state[p], p.detach()
                direction, memory["all"] = adam_step(
                    p.grad + group["wd"] * x,
                    memory.get("all"),
                    *group["betas"],
                    group["eps"],
                    group["amsgrad"],
                )
                x.sub_(group["lr"] * direction)


class AdamW(Optimizer):
    def __init__(
        self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2, amsgrad=False
    ):
        super().__init__(renamed(params), options(lr, betas, eps, weight_decay, amsgrad))

    def step(self):
        for group in self.param_groups:
            for p in (p for p in group["params"] if p.grad is not None):
                memory, x = self.state[p], p.detach()
                direction, memory["all"] = adam_step(
                    1 * p.grad, memory.get("all"), *group["betas"], group["eps"], group["amsgrad"]
                )
                x.sub_(group["lr"] * (direction + group["wd"] * x))
