"""Scenarios of gradient flow, of clipping, and of the training whose clipping does nothing."""

from __future__ import annotations

import itertools
import math

import torch
from torch import nn

from workbook.exercise import scenario

FLOW, CLIP, DEBUG = "gradient_flow", "clip_grad", "train_clipped"
ACTIVATIONS = {"tanh": torch.tanh, "sigmoid": torch.sigmoid, "relu": torch.relu}
EACH = {name: dict(act=act) for name, act in ACTIVATIONS.items()}


def layers(draw, widths, scale=1.0):
    """Draw a weight for every pair of neighbouring widths."""
    return [draw.normal(a, b, scale=scale / math.sqrt(a)) for a, b in itertools.pairwise(widths)]


@scenario(FLOW, weight=2, cases=EACH)
def test_gradient_flow_forward(m, draw, act):
    weights = layers(draw, (5, 7, 3, 11, 2), scale=1.5)
    h, r = draw.normal(13, 5, shift=0.5), draw.normal(13, 2)
    return m.gradient_flow(h, weights, act, r)["act_std"]


@scenario(FLOW, weight=3, aspect="gradients", cases=EACH)
def test_gradient_flow_backward(m, draw, act):
    weights = layers(draw, (5, 7, 3, 11, 2), scale=1.5)
    h, r = draw.normal(13, 5, shift=0.5), draw.normal(13, 2)
    return m.gradient_flow(h, weights, act, r)["grad_norm"]


@scenario(FLOW, weight=0.5, aspect="robust", float64=False)
def test_gradient_flow_no_trace(m, draw):
    weights = [w.requires_grad_() for w in layers(draw, (3, 5, 2))]
    h, r = draw.normal(7, 3), draw.normal(7, 2)
    flow = m.gradient_flow(h, weights, torch.tanh, r)
    return {
        **{name: flow[name].requires_grad for name in ("act_std", "grad_norm")},
        "h": h.requires_grad,
        "weights": [w.grad for w in weights],
    }


@scenario(FLOW, weight=0.5, aspect="robust")
def test_gradient_flow_one_layer(m, draw):
    weight, h, r = draw.normal(3, 5), draw.normal(2, 3), draw.normal(2, 5)
    return m.gradient_flow(h, [weight], torch.tanh, r)


@scenario(FLOW, weight=0.5, aspect="efficient", max_ops=2000)
def test_gradient_flow_one_pass(m, draw):
    weights = layers(draw, [5] * 51, scale=1.5)
    h, r = draw.normal(7, 5), draw.normal(7, 5)
    return m.gradient_flow(h, weights, torch.tanh, r)


LINES = {
    "falls to the input": dict(slope=0.3, size=1.0),
    "grows to the input": dict(slope=-0.3, size=1.0),
    "level": dict(slope=0.0, size=1.0),
    "level and tiny": dict(slope=0.03, size=1e-9),
    "level and huge": dict(slope=-0.03, size=1e9),
    "falls, and is huge": dict(slope=0.2, size=1e12),
    "grows, and is tiny": dict(slope=-0.2, size=1e-12),
    "just above the limit": dict(slope=0.125, size=1.0),
    "just below the limit": dict(slope=-0.08, size=1.0),
}


@scenario(FLOW, weight=2.5, cases=LINES, float64=False)
def test_gradient_flow_diagnose(m, draw, slope, size):
    jitter = draw.uniform(17, low=-0.1, high=0.1).double()
    jitter = jitter + jitter.flip(0)  # no slope of its own
    line = slope * torch.arange(17, dtype=torch.float64, device=jitter.device)
    return m.diagnose((size * 10 ** (line + jitter)).float())


@scenario(FLOW, weight=0.5, cases={"first": dict(at=0), "last": dict(at=18)}, float64=False)
def test_gradient_flow_one_odd_layer(m, draw, at):
    # One norm far from the others is no trend.
    norms = draw.positive(19)
    norms = norms * norms.flip(0)
    norms[at] = norms[at] * (1e4 if at else 1e-4)
    return m.diagnose(norms)


@scenario(FLOW, weight=0.5, aspect="robust", float64=False)
def test_gradient_flow_edges(m, draw):
    norms = draw.positive(5)
    odd = {"a zero": 0.0, "infinity": math.inf, "NaN": math.nan}
    told = {name: m.diagnose(torch.cat([norms, norms[:1] * 0 + x])) for name, x in odd.items()}
    both = torch.cat([norms * 0, norms[:1] / 0])
    return {**told, "one layer": m.diagnose(norms[:1]), "zeros and infinity": m.diagnose(both)}


SETTINGS = {
    "sigmoid": dict(act=torch.sigmoid, scale=1.0),
    "relu, Kaiming": dict(act=torch.relu, scale=math.sqrt(2)),
    "relu, twice Kaiming": dict(act=torch.relu, scale=2 * math.sqrt(2)),
    "relu, half of Kaiming": dict(act=torch.relu, scale=math.sqrt(2) / 2),
    "tanh, Xavier": dict(act=torch.tanh, scale=1.0),
    "linear, too small": dict(act=torch.clone, scale=0.5),
}


@scenario(FLOW, weight=1.5, cases=SETTINGS, float64=False)
def test_gradient_flow_settings(m, draw, act, scale):
    weights = layers(draw, [41] * 21, scale=scale)
    h, r = draw.normal(29, 41), draw.normal(29, 41)
    return m.diagnose(m.gradient_flow(h, weights, act, r)["grad_norm"])


# ── clipping ────────────────────────────────────────────────────────────────────────────────────


def with_gradients(draw, scale=1.0, **options):
    """Make parameters of very different size and gradient; one has none, one has no axis."""
    shapes = {(7, 3): 1.0, (5,): 0.125, (): 4.0, (2, 3, 5): 16.0}
    parameters = [nn.Parameter(draw.normal(*shape, **options)) for shape in shapes]
    for (shape, size), parameter in zip(shapes.items(), parameters, strict=True):
        parameter.grad = draw.normal(*shape, scale=size * scale, **options).clone()
    return [*parameters[:2], nn.Parameter(draw.normal(3)), *parameters[2:]]


def after(result, parameters):
    return {"returned": result, "gradients": [p.grad for p in parameters]}


@scenario(CLIP, weight=3, cases={f"limit {x}": dict(max_norm=x) for x in (1.0, 40.0)})
def test_clip_grad_norm(m, draw, max_norm):
    parameters = with_gradients(draw)
    return after(m.clip_grad_norm_(parameters, max_norm), parameters)


@scenario(CLIP, weight=1.5, floor=1e-12, float64=False)
def test_clip_grad_short_is_left(m, draw):
    # Compared without any tolerance: gradients below the limit stay as they are to the last bit.
    parameters = with_gradients(draw, scale=1 / 64)
    m.clip_grad_norm_(parameters, 1e4)
    return [p.grad for p in parameters]


@scenario(CLIP, weight=1, aspect="robust")
def test_clip_grad_generator(m, draw):
    parameters = with_gradients(draw)
    norm = m.clip_grad_norm_((p for p in parameters), 2.0)
    values = with_gradients_of(parameters)
    m.clip_grad_value_((p for p in values), 0.0625)
    return {**after(norm, parameters), "by value": [p.grad for p in values]}


def with_gradients_of(parameters):
    """Copy parameters and gradients."""
    copies = [nn.Parameter(p.detach().clone()) for p in parameters]
    for copy, p in zip(copies, parameters, strict=True):
        copy.grad = None if p.grad is None else p.grad.clone()
    return copies


@scenario(CLIP, weight=0.5, cases={f"eps {eps}": dict(eps=eps) for eps in (0.5, 0.0)})
def test_clip_grad_eps(m, draw, eps):
    parameters = with_gradients(draw)
    return after(m.clip_grad_norm_(parameters, 3.0, eps=eps), parameters)


@scenario(CLIP, weight=1, aspect="robust", float64=False)
def test_clip_grad_edges(m, draw):
    none, zero, odd, nan = (with_gradients(draw) for _ in range(4))
    for p in none:
        p.grad = None
    for p in zero:
        p.grad = None if p.grad is None else p.grad * 0
    odd[0].grad[2, 1], nan[1].grad[3] = math.inf, math.nan
    before = [p.grad.clone() for p in odd if p.grad is not None]
    m.clip_grad_norm_(nan, 1.0)
    return {
        "no gradient": float(m.clip_grad_norm_(none, 1.0)),
        "no parameter": float(m.clip_grad_norm_([], 1.0)),
        "zeros": after(m.clip_grad_norm_(zero, 1.0), zero),
        "infinity": after(m.clip_grad_norm_(odd, 1.0), odd),
        "infinity, before": before,
        "NaN": [p.grad for p in nan],
    }


@scenario(CLIP, weight=0.5, aspect="robust", float64=False)
def test_clip_grad_float64(m, draw):
    parameters = with_gradients(draw, dtype=torch.float64)
    return after(m.clip_grad_norm_(parameters, 0.5), parameters)


@scenario(CLIP, weight=0.5, aspect="efficient", max_ops=120)
def test_clip_grad_whole_tensors(m, draw):
    weight = nn.Parameter(draw.normal(31, 29))
    weight.grad = draw.normal(31, 29).clone()
    return after(m.clip_grad_norm_([weight], 1.0), [weight])


@scenario(CLIP, weight=2, cases={f"limit {x}": dict(value=x) for x in (0.25, 2.0)})
def test_clip_grad_value(m, draw, value):
    parameters = with_gradients(draw)
    return after(m.clip_grad_value_(parameters, value), parameters)


# ── the training ────────────────────────────────────────────────────────────────────────────────


def train(m, draw, scale=1.0, **options):
    """Train in float64, and name the results."""
    x, y = (draw.normal(7, 3, dtype=torch.float64) for _ in range(2))
    weight = draw.normal(3, 3, scale=scale, dtype=torch.float64)
    bias = draw.normal(3, scale=0.25, dtype=torch.float64)
    result = m.train_clipped(x, y, weight, bias, **options)
    return dict(zip(("weight", "bias", "norms"), result, strict=True))


@scenario(DEBUG, weight=2, cases={f"{n} steps": dict(steps=n) for n in (1, 2, 3)})
def test_train_clipped_first_steps(m, draw, steps):
    return train(m, draw, lr=0.25, steps=steps, max_norm=0.125)


@scenario(DEBUG, weight=2, cases={f"limit {x}": dict(max_norm=x) for x in (0.0625, 0.5, 1e6)})
def test_train_clipped_limit(m, draw, max_norm):
    return train(m, draw, lr=0.125, steps=6, max_norm=max_norm)


@scenario(DEBUG, weight=0.5, aspect="robust")
def test_train_clipped_steep(m, draw):
    return train(m, draw, scale=2.0, lr=0.5, steps=4, max_norm=0.25)


@scenario(DEBUG, weight=0.5, aspect="robust")
def test_train_clipped_called_twice(m, draw):
    x, y, weight = (draw.normal(*shape) for shape in ((5, 2), (5, 2), (2, 2)))
    arguments = (x, y, weight.requires_grad_(), weight.detach()[0].clone(), 0.125, 2, 0.25)
    first, again = m.train_clipped(*arguments), m.train_clipped(*arguments)
    return {"first": first, "again": again, "left in grad": weight.grad}
