"""The corrections folded into the rate and into eps; products of betas kept, no powers."""

import torch

from .optimisers import Optimizer


class Adam(Optimizer):
    decoupled = False

    def __init__(
        self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0, amsgrad=False
    ):
        options = {"lr": lr, "betas": betas, "eps": eps}
        super().__init__(params, options | {"weight_decay": weight_decay, "amsgrad": amsgrad})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    self._move(p, group)

    def _move(self, p, group):
        (b1, b2), state, decay = group["betas"], self.state[p], group["weight_decay"]
        if not state:
            state.update(m=torch.zeros_like(p), v=torch.zeros_like(p), top=torch.zeros_like(p))
            state.update(b1=1.0, b2=1.0)
        state["b1"] *= b1
        state["b2"] *= b2
        g = p.grad
        if self.decoupled:
            p -= group["lr"] * decay * p
        else:
            g = g + decay * p
        state["m"] += (1 - b1) * (g - state["m"])
        state["v"] += (1 - b2) * (g * g - state["v"])
        state["top"] = torch.maximum(state["top"], state["v"])
        v = state["top"] if group["amsgrad"] else state["v"]
        root = (1 - state["b2"]) ** 0.5
        rate = group["lr"] * root / (1 - state["b1"])
        p.addcdiv_(state["m"], v.sqrt() + group["eps"] * root, value=-rate)


class AdamW(Adam):
    decoupled = True

    def __init__(
        self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2, amsgrad=False
    ):
        super().__init__(params, lr, betas, eps, weight_decay, amsgrad)
