"""Own plumbing: no base class, one list of velocities, pure functions for the rule."""

import copy

import torch


def direction(g, velocity, options):
    mu = options["momentum"]
    if mu == 0:
        return g, velocity
    velocity = g if velocity is None else mu * velocity + (1 - options["dampening"]) * g
    return (g + mu * velocity if options["nesterov"] else velocity), velocity


class SGD:
    def __init__(self, params, lr, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False):
        params = list(params)
        if not isinstance(params[0], dict):
            params = [{"params": params}]
        options = {
            "lr": lr,
            "momentum": momentum,
            "dampening": dampening,
            "weight_decay": weight_decay,
            "nesterov": nesterov,
        }
        self.param_groups = [options | group for group in params]
        for group in self.param_groups:
            group["params"] = list(group["params"])
        self.velocities = [[None] * len(group["params"]) for group in self.param_groups]

    def step(self):
        for group, velocities in zip(self.param_groups, self.velocities, strict=True):
            for i, p in enumerate(group["params"]):
                if p.grad is not None:
                    g = torch.clone(p.grad)
                    if group["weight_decay"]:
                        g = g + group["weight_decay"] * p.detach()
                    move, velocities[i] = direction(g, velocities[i], group)
                    p.data -= group["lr"] * move

    def zero_grad(self, set_to_none=True):
        for group in self.param_groups:
            for p in group["params"]:
                if set_to_none or p.grad is None:
                    p.grad = None
                else:
                    p.grad.zero_()

    def state_dict(self):
        groups = [{k: v for k, v in g.items() if k != "params"} for g in self.param_groups]
        return copy.deepcopy({"velocities": self.velocities, "groups": groups})

    def load_state_dict(self, state_dict):
        saved = copy.deepcopy(state_dict)
        self.velocities = saved["velocities"]
        for group, options in zip(self.param_groups, saved["groups"], strict=True):
            group.update(options)
