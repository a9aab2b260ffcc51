"""Scenarios of freezing and of groups of parameters."""

from __future__ import annotations

import torch
from torch import nn

from workbook.exercise import scenario
from workbook.probes import (
    fill,
    module_value_and_grads,
    parameter_shapes,
    raises,
    state,
    unguarded,
)

EX = "freezing"


class Net(nn.Module):
    """A backbone with BatchNorms and dropout, and a head."""

    def __init__(self, p=0.0):
        super().__init__()
        self.backbone = nn.Sequential(
            nn.Conv2d(2, 3, 3, bias=False),
            nn.BatchNorm2d(3),
            nn.ReLU(),
            nn.Sequential(nn.Conv2d(3, 5, 3), nn.BatchNorm2d(5)),
            nn.Dropout(p),
        )
        self.head = nn.Sequential(nn.Flatten(), nn.LazyLinear(4), nn.BatchNorm1d(4))
        self.headline = nn.Linear(4, 2)

    def forward(self, x):
        """Map images to logits."""
        return self.headline(self.head(self.backbone(x)))


def network(draw, p=0.0):
    with unguarded():
        net = Net(p).to(draw.device)
        net.eval()(torch.zeros(1, 2, 7, 6, device=draw.device))
        net.to(draw.dtype)
    return fill(net, draw)


def learns(module):
    return [[name, p.requires_grad] for name, p in module.named_parameters()]


@scenario(EX, weight=2.5)
def test_freezing_statistics(m, draw):
    """Batches through a frozen backbone, after train() of the whole model."""
    net, batches = network(draw).train(), [draw.normal(5, 2, 7, 6, shift=2.0) for _ in range(2)]
    m.freeze(net.backbone)
    seen = []
    for batch in batches:
        net.train()
        seen.append(net.backbone(batch))
    net.backbone.train()
    seen.append(net.backbone(batches[0]))
    return seen, state(net.backbone)


@scenario(EX, weight=0.5)
def test_freezing_at_once(m, draw):
    """What was in training mode when it was frozen, and all kinds of BatchNorm."""
    net, x = network(draw).train(), draw.normal(5, 2, 7, 6, shift=2.0)
    m.freeze(net)
    return net(x), net.train()(x), state(net)


@scenario(EX, weight=1)
def test_freezing_rest_goes_on(m, draw):
    """The head's BatchNorm still learns; dropout still drops (p = 1: everything)."""
    net, x = network(draw, p=1.0), draw.normal(5, 2, 7, 6)
    back = m.freeze(net.backbone)
    busy = net.train()(x), net.backbone(x)
    calm = net.eval()(x), net.backbone(x)
    return busy, calm, state(net.head), back is net.backbone, sorted(net.state_dict())


@scenario(EX, weight=1.5)
def test_freezing_gradients(m, draw):
    net, whole, x = network(draw), network(draw), draw.normal(3, 2, 7, 6)
    m.freeze(net.backbone)
    m.freeze(whole)
    seen = module_value_and_grads(net.eval().head, draw.normal(3, 5, 3, 2, name="features"))
    return learns(net), learns(whole), seen["parameters"], net(x)


@scenario(EX, weight=0.5)
def test_freezing_without_bn(m, draw):
    net, x = network(draw), draw.normal(5, 2, 7, 6, shift=1.0)
    m.freeze(net.backbone, bn_eval=False)
    return learns(net), net.train().backbone(x), state(net.backbone)


@scenario(EX, weight=1.5, cases={f"last {n}": dict(n=n) for n in (0, 1, 2, 3, 9)}, float64=False)
def test_freezing_unfreeze(m, draw, n):
    model = nn.Sequential(
        nn.Conv2d(2, 3, 1),
        nn.ReLU(),
        nn.BatchNorm2d(3),
        nn.Sequential(nn.Conv2d(3, 5, 1), nn.ReLU(), nn.Conv2d(5, 2, 1)),
        nn.ReLU(),
        nn.Linear(4, 2),
        nn.Dropout(0.5),
    ).requires_grad_(requires_grad=False)
    bad = raises(lambda: m.unfreeze_last(model, -1 - n))
    m.unfreeze_last(model, n)
    return learns(model), bad


def told(groups):
    return [
        {key: [p.detach() for p in value] if key == "params" else value for key, value in g.items()}
        for g in groups
    ]


@scenario(EX, weight=2, cases={"head": dict(head="head"), "headline": dict(head="headline")})
def test_freezing_groups(m, draw, head):
    net = network(draw)
    return told(m.param_groups(net, head, 0.001, 0.01, 0.05))


@scenario(EX, weight=1.5)
def test_freezing_groups_frozen_and_shared(m, draw):
    """Frozen parameters, one weight in three places, a number without an axis, no backbone."""
    net = nn.Module()
    net.embed, net.mid = nn.Linear(3, 3), nn.Linear(3, 3)
    net.head = nn.ModuleDict({"scale": nn.LayerNorm(3), "out": nn.Linear(3, 3, bias=False)})
    net.temperature = nn.Parameter(torch.tensor(1.5))
    net.mid.weight = net.head["out"].weight = net.embed.weight
    net = fill(net.to(draw.device, draw.dtype), draw)
    net.embed.requires_grad_(requires_grad=False)
    alone = nn.Module()
    alone.fc = fill(nn.Linear(3, 2).to(draw.device, draw.dtype), draw)
    groups = m.param_groups(net, "head", 0.125, 0.5, 0.25)
    return told(groups), told(m.param_groups(alone, "fc", 0.125, 0.5, 0.25))


@scenario(EX, weight=0.5, aspect="robust")
def test_freezing_groups_fit_an_optimiser(m, draw):
    """One step of plain descent, each parameter once, some with decay."""
    net, x = network(draw).eval(), draw.normal(3, 2, 7, 6)
    m.freeze(net.backbone)
    optimizer = torch.optim.SGD(m.param_groups(net, "head", 0.125, 0.5, 0.25))
    net.backbone[3].requires_grad_()  # unfrozen after the optimiser was made
    net(x).square().mean().backward()
    optimizer.step()
    return state(net)


@scenario(EX, weight=1.5)
def test_freezing_frozen_bn(m, draw):
    x = draw.normal(2, 3, 5, 4)
    layer = fill(m.FrozenBN(3).to(draw.device, draw.dtype), draw)
    busy = layer.train()(x)
    return busy, layer.eval()(x), parameter_shapes(layer), state(layer)


@scenario(EX, weight=0.5)
def test_freezing_frozen_bn_new(m, draw):
    tiny = draw.normal(2, 3, 5, 4, scale=1 / 64)
    bn = fill(nn.BatchNorm2d(3, eps=0.25).to(draw.device, draw.dtype), draw)
    copy, new = m.FrozenBN.of(bn), m.FrozenBN(3, 0.5).to(draw.dtype)
    first = copy(tiny), new(tiny), state(new)
    bn.train()(tiny)
    with torch.no_grad():
        bn.weight += 1
    return first, copy(tiny), sorted(copy.state_dict())


@scenario(EX, weight=0.5, aspect="gradients")
def test_freezing_frozen_bn_gradients(m, draw):
    x = draw.normal(2, 3, 5, 4)
    layer = fill(m.FrozenBN(3).to(draw.device, draw.dtype), draw)
    return module_value_and_grads(layer.train(), x)
