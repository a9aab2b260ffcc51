"""Scenarios of taking over weights."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional as F

from workbook.exercise import scenario
from workbook.probes import fill, parameter_shapes, raises, state, value_and_grads

EX = "pretrained"


def network(classes=4):
    return nn.ModuleDict(
        {
            "backbone": nn.Sequential(nn.Conv2d(3, 5, 3), nn.BatchNorm2d(5), nn.ReLU()),
            "neck": nn.Linear(5, 7),
            "head": nn.Sequential(nn.Dropout(0.1), nn.Linear(7, classes)),
        }
    )


def filled(draw, net):
    return fill(net.to(draw.device, draw.dtype), draw)


def kinds(module):
    return [[name, type(part).__name__] for name, part in module.named_modules()]


@scenario(EX, weight=2, cases={"nested": dict(bias=True), "without bias": dict(bias=False)})
def test_pretrained_head(m, draw, bias):
    net = filled(draw, network())
    net["head"][1] = nn.Linear(7, 4, bias=bias).to(draw.device, draw.dtype)
    net.requires_grad_(requires_grad=False)
    rest = {"backbone": net["backbone"], "neck": net["neck"]}
    back = m.replace_head(net, 11)
    return {
        "kinds": kinds(back),
        "shapes": parameter_shapes(net),
        "dtype": next(net["head"].parameters()).dtype,
        "rest": {name: state(part) for name, part in rest.items()},
        "same": [net[name] is part for name, part in rest.items()],
        "learns": [p.requires_grad for p in net.parameters()],
        "returned": back is net,
    }


@scenario(EX, weight=1, aspect="robust", float64=False)
def test_pretrained_head_elsewhere(m, draw):
    flat = nn.Sequential(nn.Linear(3, 5), nn.ReLU(), nn.Linear(5, 2), nn.ReLU())
    none = nn.Sequential(nn.Conv2d(3, 5, 1), nn.ReLU())
    double = nn.Sequential(nn.Linear(3, 5)).double()
    m.replace_head(flat, 7)
    m.replace_head(double, 4)
    twice = [m.replace_head(nn.Sequential(nn.Linear(64, 9)), 64)[0].weight for _ in range(2)]
    spread = torch.stack([w.detach() for w in twice]).flatten(1)
    return (
        parameter_shapes(flat),
        kinds(flat),
        double[0].weight.dtype,
        raises(lambda: m.replace_head(none, 3)),
        [bool(0.02 < s < 0.2) for s in spread.std(1).tolist()],  # torch's start: about 0.07
        [bool(tensor.requires_grad) for tensor in twice],
    )


def donor(draw, prefix, classes):
    """The state of another network of the same kind, under other names."""
    told = state(filled(draw, network(classes)))
    changed = {}
    for name, tensor in told.items():
        new = name.replace("backbone.", "encoder.").replace("neck.", "fc.")
        changed[f"{prefix}{new}"] = tensor
    return changed


RENAME = {"encoder.": "backbone.", "fc.": "neck."}


@scenario(
    EX,
    weight=4,
    cases={
        "same classes": dict(prefix="", classes=4),
        "several devices": dict(prefix="module.", classes=4),
        "other classes": dict(prefix="module.", classes=6),
    },
)
def test_pretrained_load(m, draw, prefix, classes):
    given = donor(draw, prefix, classes)
    net = filled(draw, network())
    report = m.load_pretrained(net, given, RENAME)
    after = state(net)
    for tensor in given.values():
        if tensor.is_floating_point():
            tensor.add_(1)  # the model must not notice
    return report, after, state(net)


RENAME_TWICE = {"encoder.0": "backbone.0", "encoder.": "backbone.", "backbone.0": "z"}


@scenario(EX, weight=2)
def test_pretrained_load_parts(m, draw):
    """Entries that are missing, that nobody wants, and names that look like prefixes."""
    given = donor(draw, "", 4)
    del given["encoder.1.running_var"], given["fc.bias"]
    given |= {
        "module.module.x": torch.ones(2),
        "decoder.encoder.": torch.ones(3),
        "z": draw.positive(1),
    }
    net = filled(draw, network())
    first = m.load_pretrained(net, given, RENAME_TWICE)
    second = m.load_pretrained(net, given)
    return first, second, state(net)


@scenario(EX, weight=1, aspect="robust")
def test_pretrained_load_strict(m, draw):
    given, net = donor(draw, "", 6), filled(draw, network())
    before = state(net)
    wrong = raises(lambda: m.load_pretrained(net, given, RENAME, skip_mismatched=False))
    right = donor(draw, "", 4)
    report = m.load_pretrained(network().to(draw.dtype), right, RENAME, skip_mismatched=False)
    return wrong, before, state(net), report


@scenario(EX, weight=0.5, aspect="robust", float64=False)
def test_pretrained_load_dtype(m, draw):
    net = nn.Linear(3, 2).to(draw.device)
    given = {name: tensor.double() for name, tensor in state(fill(nn.Linear(3, 2), draw)).items()}
    return m.load_pretrained(net, given), state(net)


@scenario(EX, weight=2.5, cases={"grey": dict(n=1), "RGB": dict(n=3), "five": dict(n=5)})
def test_pretrained_first_conv(m, draw, n):
    weight = draw.normal(5, 3, 2, 3)
    grey, image = draw.normal(2, 1, 5, 7), draw.normal(2, 5, 5, 7)
    adapted = m.adapt_first_conv(weight, n)
    x = grey if n == 1 else image[:, :n]
    return adapted, F.conv2d(x, adapted), F.conv2d(x.expand(-1, max(n, 3), -1, -1)[:, :3], weight)


@scenario(EX, weight=0.5, aspect="robust")
def test_pretrained_first_conv_memory(m, draw):
    weight, four = draw.normal(5, 3, 2, 3).clone(), draw.normal(5, 4, 2, 2)
    adapted = [m.adapt_first_conv(weight, n) for n in (3, 4)]
    for tensor in adapted:
        tensor.add_(1)
    bad = [raises(lambda n=n: m.adapt_first_conv(weight, n)) for n in (0, 2)]
    return weight, bad, raises(lambda: m.adapt_first_conv(four, 1))


@scenario(EX, weight=0.5, aspect="gradients")
def test_pretrained_first_conv_gradients(m, draw):
    weight = draw.normal(5, 3, 2, 3)
    return [value_and_grads(lambda w, n=n: m.adapt_first_conv(w, n), weight) for n in (1, 4)]
