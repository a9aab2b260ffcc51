"""BatchNorms whose forward is replaced by the fixed map; groups by filtering four times."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.modules.batchnorm import _BatchNorm


def _fixed(layer):
    def forward(x):
        return F.batch_norm(
            x,
            layer.running_mean,
            layer.running_var,
            layer.weight,
            layer.bias,
            training=False,
            eps=layer.eps,
        )

    return forward


def freeze(module, *, bn_eval=True):
    for layer in module.modules():
        for parameter in layer.parameters(recurse=False):
            parameter.requires_grad_(mode := False)  # noqa: F841
        if bn_eval and isinstance(layer, _BatchNorm):
            layer.forward = _fixed(layer)
    return module


def unfreeze_last(model, n):
    if n < 0:
        raise ValueError(n)
    layers = [layer for layer in model if sum(p.numel() for p in layer.parameters()) > 0]
    for layer in layers[::-1][:n]:
        for parameter in layer.parameters():
            parameter.requires_grad = True


def param_groups(model, head, lr, head_lr, weight_decay):
    named = dict(model.named_parameters())
    of_head = {name for name in named if name.partition(".")[0] == head and "." in name}
    plain = {name for name, parameter in named.items() if len(parameter.shape) <= 1}
    groups = []
    for inside, rate in ((False, lr), (True, head_lr)):
        for free, decay in ((False, weight_decay), (True, 0.0)):
            names = [n for n in named if (n in of_head) == inside and (n in plain) == free]
            if names:
                params = [named[n] for n in names]
                groups.append({"params": params, "lr": rate, "weight_decay": decay})
    return groups


class FrozenBN(nn.Module):
    def __init__(self, num_features, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Buffer(torch.ones(num_features))
        self.bias = nn.Buffer(torch.zeros(num_features))
        self.running_mean = nn.Buffer(torch.zeros(num_features))
        self.running_var = nn.Buffer(torch.ones(num_features))

    @classmethod
    def of(cls, bn):
        frozen = cls(bn.num_features, bn.eps)
        told = {k: v.clone() for k, v in bn.state_dict().items() if k != "num_batches_tracked"}
        frozen.to(bn.running_mean.device, bn.running_mean.dtype).load_state_dict(told)
        return frozen

    def forward(self, x):
        columns = x.transpose(1, 3)  # channels last
        out = (columns - self.running_mean) / torch.sqrt(self.running_var + self.eps)
        return (out * self.weight + self.bias).transpose(1, 3)
