"""torch's own load_state_dict with what fits; the head found by a recursive search."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional as F


def _last_linear(module):
    found = None
    for name, child in module.named_children():
        if isinstance(child, nn.Linear):
            found = module, name, child
        else:
            found = _last_linear(child) or found
    return found


def replace_head(model, num_classes):
    place = _last_linear(model)
    if place is None:
        msg = "nothing to replace"
        raise ValueError(msg)
    parent, name, old = place
    options = {"device": old.weight.device, "dtype": old.weight.dtype}
    new = nn.Linear(old.in_features, num_classes, old.bias is not None, **options)
    parent._modules[name] = new
    return model


def load_pretrained(model, state, rename=None, *, skip_mismatched=True):
    renamed = {}
    for name, tensor in state.items():
        new = name.removeprefix("module.")
        for old, start in (rename or {}).items():
            if new[: len(old)] == old:
                new = start + new[len(old) :]
                break
        renamed[new] = tensor
    own = {name: tuple(tensor.shape) for name, tensor in model.state_dict().items()}
    report = {"loaded": [], "skipped": [], "missing": [], "unexpected": []}
    for name in sorted({*own, *renamed}):
        if name not in own:
            report["unexpected"].append(name)
        elif name not in renamed:
            report["missing"].append(name)
        elif own[name] != tuple(renamed[name].shape):
            report["skipped"].append(name)
        else:
            report["loaded"].append(name)
    if report["skipped"] and not skip_mismatched:
        raise ValueError(report["skipped"])
    model.load_state_dict({name: renamed[name] for name in report["loaded"]}, strict=False)
    return report


def adapt_first_conv(weight, in_channels):
    if weight.shape[1] != 3 or in_channels in {0, 2} or in_channels < 0:
        msg = "cannot adapt"
        raise ValueError(msg)
    if in_channels == 1:
        red, green, blue = weight.unbind(1)
        return (red + green + blue)[:, None]
    return F.pad(weight, (0, 0, 0, 0, 0, in_channels - 3)) + torch.zeros_like(weight[:, :1])
