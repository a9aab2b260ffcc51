"""Scenarios for the reach of gradients through time."""

import torch

from workbook.exercise import scenario
from workbook.probes import number, unguarded

B, T, D, H = 3, 11, 2, 5


def network(draw, kind, recurrent=0.8):
    """One of torch's recurrent layers in float64, with drawn weights."""
    options = dict(batch_first=True, dtype=torch.float64)
    with unguarded():
        layer = getattr(torch.nn, kind.upper())(D, H, **options)
        with torch.no_grad():
            for name, parameter in layer.named_parameters():
                scale = recurrent if name.startswith("weight_hh") else 0.6
                shape = parameter.shape
                parameter.copy_(draw.normal(*shape, scale=scale, dtype=torch.float64, name=name))
    return layer.to(draw.device)


def measured(draw):
    """Draw an input and a direction."""
    x = draw.normal(B, T, D, dtype=torch.float64, name="x")
    return x, draw.normal(B, H, dtype=torch.float64, name="r")


@scenario("gradient_reach", weight=3, cases={k: dict(kind=k) for k in ("rnn", "gru", "lstm")})
def test_gradient_reach_of_a_layer(m, draw, kind):
    layer, (x, r) = network(draw, kind), measured(draw)
    return m.gradient_reach(lambda x: layer(x)[0], x, r)


@scenario("gradient_reach", weight=1.5)
def test_gradient_reach_float32_one_sample(m, draw):
    weight, x, r = draw.normal(D, H), draw.normal(1, T, D), draw.normal(1, H)
    return m.gradient_reach(lambda x: (x @ weight).cumsum(1).tanh(), x, r)


@scenario("gradient_reach", aspect="robust")
def test_gradient_reach_inside_no_grad(m, draw):
    layer, (x, r) = network(draw, "gru"), measured(draw)
    with torch.no_grad():
        return m.gradient_reach(lambda x: layer(x)[0], x, r)


@scenario("gradient_reach", aspect="robust")
def test_gradient_reach_leaves_no_traces(m, draw):
    layer, (x, r) = network(draw, "rnn"), measured(draw)
    x.requires_grad_()
    reach = m.gradient_reach(lambda x: layer(x)[0], x, r)
    grads = [x.grad, *(parameter.grad for parameter in layer.parameters())]
    return reach, x.requires_grad, [grad is None for grad in grads]


@scenario("gradient_reach", weight=2, cases={"falls": dict(sign=1), "grows": dict(sign=-1)})
def test_gradient_reach_half_life(m, draw, sign):
    steps = torch.arange(13, dtype=draw.dtype, device=draw.device)
    reach = torch.exp(sign * steps / 3 + draw.normal(13, scale=0.2))
    return number(m.half_life(reach))


@scenario("gradient_reach", aspect="robust")
def test_gradient_reach_half_life_underflow(m, draw):
    steps = torch.arange(17, dtype=draw.dtype, device=draw.device)
    reach = torch.exp(steps / 2 + draw.normal(17, scale=0.2))
    reach[:9] = 0
    return number(m.half_life(reach))


@scenario("gradient_reach", weight=0.5, aspect="robust")
def test_gradient_reach_half_life_nothing_left(m, draw):
    reach = draw.positive(5) * torch.tensor([0, 0, 0, 0, 1], device=draw.device)
    return number(m.half_life(reach)), number(m.half_life(reach[:1]))
