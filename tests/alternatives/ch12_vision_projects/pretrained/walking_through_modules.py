"""Each module's own parameters and buffers; sets of names; a product for the first layer."""

from __future__ import annotations

import itertools

import torch
from torch import nn


def replace_head(model, num_classes):
    last = None
    for parent in model.modules():
        for name, child in parent.named_children():
            if type(child) is nn.Linear:
                order = [id(part) for part in model.modules()].index(id(child))
                last = max(last or (-1,), (order, parent, name), key=lambda found: found[0])
    if last is None:
        msg = "no linear layer"
        raise ValueError(msg)
    _, parent, name = last
    old = getattr(parent, name)
    new = nn.Linear(old.weight.shape[1], num_classes, bias=old.bias is not None)
    new = new.to(device=old.weight.device, dtype=old.weight.dtype)
    if isinstance(parent, nn.Sequential):
        parent[int(name)] = new
    else:
        setattr(parent, name, new)
    return model


def load_pretrained(model, state, rename=None, *, skip_mismatched=True):
    def new_name(name):
        name = name.removeprefix("module.")
        fitting = [pair for pair in (rename or {}).items() if name.startswith(pair[0])]
        if fitting:
            old, new = fitting[0]
            name = name.replace(old, new, 1)
        return name

    theirs = {new_name(name): state[name] for name in state}
    ours = dict(itertools.chain(model.named_parameters(), model.named_buffers()))
    both = set(ours).intersection(theirs)
    fit = {name for name in both if ours[name].size() == theirs[name].size()}
    if fit != both and not skip_mismatched:
        msg = "some shapes differ"
        raise ValueError(msg)
    for name in fit:
        ours[name].data[...] = theirs[name]
    lists = {
        "loaded": fit,
        "skipped": both - fit,
        "missing": set(ours) - both,
        "unexpected": set(theirs) - both,
    }
    return {key: sorted(names) for key, names in lists.items()}


def adapt_first_conv(weight, in_channels):
    if weight.size(1) != 3:
        msg = "not for three channels"
        raise ValueError(msg)
    if in_channels == 1:
        mixing = torch.ones(1, 3)
    elif in_channels > 2:
        mixing = torch.eye(in_channels, 3)
    else:
        raise ValueError(in_channels)
    return torch.einsum("nc,ocij->onij", mixing.to(weight), weight)
