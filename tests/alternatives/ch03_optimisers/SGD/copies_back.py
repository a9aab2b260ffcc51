"""New values are computed in full and copied back into the parameter."""

from .optimisers import Optimizer


class SGD(Optimizer):
    def __init__(self, params, lr, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False):
        names = ("lr", "momentum", "dampening", "weight_decay", "nesterov")
        values = (lr, momentum, dampening, weight_decay, nesterov)
        super().__init__(params, dict(zip(names, values, strict=True)))

    def step(self):
        pairs = [(p, group) for group in self.param_groups for p in group["params"]]
        for p, group in pairs:
            if p.grad is None:
                continue
            x, decay, mu = p.detach(), group["weight_decay"], group["momentum"]
            g = p.grad.detach() + decay * x
            memory = self.state[p]
            if mu != 0:
                first = len(memory) == 0
                memory["v"] = g if first else mu * memory["v"] + g - group["dampening"] * g
            v = memory["v"] if mu != 0 else g
            ahead = mu * v + g if group["nesterov"] else v
            x.copy_(x - ahead * group["lr"])
