"""The arithmetic in NumPy, on arrays that share the parameters' memory."""

import numpy as np
import torch

from .optimisers import Optimizer


class RMSprop(Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, momentum=0.0, centered=False):
        options = {"lr": lr, "alpha": alpha, "eps": eps, "momentum": momentum}
        super().__init__(params, options | {"centered": centered})

    def step(self):
        for group in self.param_groups:
            a, mu = group["alpha"], group["momentum"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                g = p.grad.numpy()
                old = self.state[p].get("all", torch.zeros(3, *p.shape, dtype=p.dtype)).numpy()
                s = a * old[0] + (1 - a) * g**2
                mean = a * old[1] + (1 - a) * g
                spread = np.maximum(s - mean**2, 0) if group["centered"] else s
                v = mu * old[2] + g / (np.sqrt(spread) + group["eps"])
                self.state[p]["all"] = torch.from_numpy(np.stack([s, mean, v]))
                p.detach().numpy()[...] -= group["lr"] * v
