"""BatchNorms whose train method does nothing; groups in a dict; F.batch_norm."""

from __future__ import annotations

import copy

import torch
from torch import nn
from torch.nn import functional as F


def freeze(module, *, bn_eval=True):
    for parameter in module.parameters():
        parameter.requires_grad = False
    if bn_eval:
        for layer in module.modules():
            if isinstance(layer, (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d)):
                layer.eval()
                layer.train = lambda mode=True, layer=layer: layer  # noqa: ARG005
    return module


def unfreeze_last(model, n):
    if n < 0:
        msg = "a negative number of layers"
        raise ValueError(msg)
    left = n
    for child in reversed(list(model.children())):
        own = list(child.parameters())
        if own and left > 0:
            left -= 1
            for parameter in own:
                parameter.requires_grad_(True)


def param_groups(model, head, lr, head_lr, weight_decay):
    keys = [(False, False), (False, True), (True, False), (True, True)]
    found = {key: [] for key in keys}
    seen = set()
    for path, module in model.named_modules():
        for name, parameter in module.named_parameters(prefix=path, recurse=False):
            if id(parameter) in seen:
                continue
            seen.add(id(parameter))
            found[name.split(".")[0] == head, parameter.ndim <= 1].append(parameter)
    return [
        {
            "params": found[key],
            "lr": head_lr if key[0] else lr,
            "weight_decay": 0.0 if key[1] else weight_decay,
        }
        for key in keys
        if found[key]
    ]


class FrozenBN(nn.Module):
    def __init__(self, num_features, eps=1e-5):
        super().__init__()
        for name, value in (
            ("weight", 1.0),
            ("bias", 0.0),
            ("running_mean", 0.0),
            ("running_var", 1.0),
        ):
            self.register_buffer(name, torch.full((num_features,), value))
        self.eps = eps

    @classmethod
    def of(cls, bn):
        new = cls(bn.num_features, eps=bn.eps)
        for name in ("weight", "bias", "running_mean", "running_var"):
            new.register_buffer(name, copy.deepcopy(getattr(bn, name)).detach().clone())
        return new

    def forward(self, x):
        return F.batch_norm(
            x,
            self.running_mean,
            self.running_var,
            self.weight,
            self.bias,
            False,
            0.0,
            self.eps,
        )
