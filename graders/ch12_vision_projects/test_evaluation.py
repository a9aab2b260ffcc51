"""Scenarios of evaluating a classifier."""

from __future__ import annotations

import torch
from torch import nn

from workbook.exercise import scenario
from workbook.probes import fill, number, raises, unguarded

EX = "evaluation"


@scenario(EX, weight=1.5, float64=False)
def test_evaluation_confusion(m, draw):
    pred, target = draw.integers(61, high=5), draw.integers(61, high=5)
    return m.confusion_matrix(pred, target, 5), m.confusion_matrix(pred % 2, target % 3, 4)


@scenario(
    EX,
    weight=2,
    cases={
        name: dict(average=name if name != "each" else None) for name in ("each", "macro", "micro")
    },
)
def test_evaluation_scores(m, draw, average):
    conf = draw.integers(5, 5, high=20)
    return m.precision_recall_f1(conf, average)


@scenario(EX, weight=1, aspect="robust")
def test_evaluation_scores_empty(m, draw):
    """A class that is never predicted, one that never comes, one of neither."""
    conf = draw.integers(5, 5, low=1, high=20).clone()
    conf[:, 1], conf[2], conf[3], conf[:, 3] = 0, 0, 0, 0
    each = [m.precision_recall_f1(conf, average) for average in (None, "macro", "micro")]
    nothing = m.precision_recall_f1(torch.zeros_like(conf))
    return each, nothing, raises(lambda: m.precision_recall_f1(conf, "mean"))


@scenario(EX, weight=1.5, cases={"no ties": dict(ties=False), "ties": dict(ties=True)})
def test_evaluation_auc(m, draw, ties):
    y = draw.integers(41, high=2)
    scores = draw.integers(41, high=5).to(draw.dtype) / 4 if ties else draw.distinct(41)
    return number(m.roc_auc(scores, y)), number(m.roc_auc(-scores, y))


@scenario(EX, weight=1, aspect="robust")
def test_evaluation_auc_one_class(m, draw):
    scores, y = draw.distinct(7), torch.ones(7, dtype=torch.int64, device=draw.device)
    return [m.roc_auc(scores, labels) for labels in (y, 0 * y)], m.roc_auc(
        0 * scores, y.cumsum(0) % 2
    )


@scenario(EX, weight=1)
def test_evaluation_topk(m, draw):
    logits, y = draw.distinct(31, 7), draw.integers(31, high=7)
    return [m.topk_accuracy(logits, y, k) for k in (1, 2, 5, 7, 9)]


def probabilities(draw, n, kinds):
    weights = draw.positive(n, kinds)
    with unguarded():
        weights = weights**6
        return weights / weights.sum(1, keepdim=True)


@scenario(EX, weight=1.5, cases={"15": {}, "4": dict(bins=4)})
def test_evaluation_ece(m, draw, **bins):
    return m.ece(probabilities(draw, 41, 3), draw.integers(41, high=3), **bins)


@scenario(EX, weight=1, aspect="robust")
def test_evaluation_ece_borders(m, draw):
    """Confidences at 1/2, 5/8, 3/4 and 1, with eight bins."""
    top = torch.tensor([0.5, 0.5, 0.625, 0.75, 1.0, 0.6875, 0.8125, 0.5625, 1.0])
    probs = torch.stack([top, 1 - top], dim=1).to(draw.device, draw.dtype)
    y = torch.tensor([1, 0, 1, 0, 0, 1, 0, 0, 1], device=draw.device)
    both = probs[draw.permutation(9)]
    return m.ece(probs, y, 8), m.ece(probs, y, 1), m.ece(both, y, 8), m.ece(probs[:1], y[:1], 4)


class Net(nn.Module):
    """Convolution, BatchNorm, dropout, pooling, head."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(2, 5, 3, padding=1)
        self.bn = nn.BatchNorm2d(5)
        self.deep = nn.Conv2d(5, 3, 3, stride=2)
        self.dropout = nn.Dropout(0.5)
        self.head = nn.Linear(3, 4)

    def forward(self, x):
        """Map images to logits."""
        x = torch.tanh(self.deep(torch.relu(self.bn(self.conv(x)))))
        return self.head(self.dropout(x).mean((2, 3)))


def network(draw):
    return fill(Net().to(draw.device, draw.dtype), draw, scale=1.0)


@scenario(EX, weight=2)
def test_evaluation_tta(m, draw):
    net, x = network(draw), draw.normal(3, 2, 9, 7)
    ways = [lambda x: x, lambda x: x.flip(-1), lambda x: 3 * x, lambda x: x.roll(2, 2)]
    seen = []
    for mode in (True, False):
        net.train(mode)
        seen += [m.tta(net, x, ways), m.tta(net, x, ways[:1]), net.training]
    return seen, seen[0].requires_grad, net.bn.running_mean


@scenario(
    EX, weight=2.5, cases={"deep": dict(layer="deep", cls=1), "early": dict(layer="bn", cls=3)}
)
def test_evaluation_cam(m, draw, layer, cls):
    net, x = network(draw).train(), draw.normal(3, 2, 9, 7)
    cam = m.grad_cam(net, getattr(net, layer), x, cls)
    return cam, m.grad_cam(net, getattr(net, layer), x[:1], cls), net.training


class Positive(nn.Module):
    """Maps and weights that are positive everywhere, so that no place has a 0."""

    def __init__(self):
        super().__init__()
        self.maps = nn.Sequential(nn.Conv2d(2, 3, 3), nn.Softplus())
        self.head = nn.Linear(3, 4)

    def forward(self, x):
        """Map images to logits."""
        return self.maps(x).mean((2, 3)) @ self.head.weight.square().T


@scenario(EX, weight=1)
def test_evaluation_cam_without_zeros(m, draw):
    x = draw.normal(3, 2, 7, 5)
    net = fill(Positive().to(draw.device, draw.dtype), draw)
    return m.grad_cam(net, net.maps, x, 2)


@scenario(EX, weight=1.5, aspect="robust")
def test_evaluation_cam_leaves_nothing(m, draw):
    """Frozen, without gradients; hooks, gradients, and maps that are 0 everywhere."""
    net, x = network(draw).eval(), draw.normal(3, 2, 9, 7)
    first = m.grad_cam(net, net.deep, x, 2)
    left = [len(layer._forward_hooks) + len(layer._backward_hooks) for layer in net.modules()]  # noqa: SLF001
    grads = [parameter.grad for parameter in net.parameters()]
    net.requires_grad_(requires_grad=False)
    with torch.no_grad():
        frozen = m.grad_cam(net, net.deep, x, 2), first.requires_grad, torch.is_grad_enabled()
        net.head.weight.zero_()
    return left, grads, frozen, m.grad_cam(net, net.deep, x, 2), net.training
