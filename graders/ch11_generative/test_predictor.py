"""Scenarios for the time embedding and the network that predicts noise."""

import torch

from workbook.exercise import scenario
from workbook.probes import fill, module_value_and_grads, parameter_shapes, value_and_grads

EX = "NoiseMLP"


@scenario(EX, weight=2.5, cases={f"d = {d}": dict(d=d) for d in (2, 6, 7)})
def test_NoiseMLP_embedding(m, draw, d):
    return m.timestep_embedding(draw.integers(5, high=1000), d)


@scenario(EX, weight=1, aspect="robust")
def test_NoiseMLP_between_steps(m, draw):
    t = draw.uniform(5, high=30.0)
    return m.timestep_embedding(t, 8, max_period=50.0), m.timestep_embedding(t[:0], 5)


@scenario(EX, weight=0.5, aspect="robust")
def test_NoiseMLP_float64(m, draw):
    return m.timestep_embedding(draw.uniform(3, high=90.0, dtype=torch.float64), 10)


@scenario(EX, weight=0.5, aspect="gradients")
def test_NoiseMLP_embedding_gradients(m, draw):
    return value_and_grads(lambda t: m.timestep_embedding(t, 6), draw.uniform(5, high=9.0))


@scenario(EX, weight=0.5)
def test_NoiseMLP_parameters(m, draw):
    return parameter_shapes(m.NoiseMLP(3, 5, 4)), parameter_shapes(m.NoiseMLP())


@scenario(EX, weight=2.5)
def test_NoiseMLP_forward(m, draw):
    x, t = draw.normal(7, 3), draw.integers(7, high=50)
    net = fill(m.NoiseMLP(3, 5, 4), draw)
    return net(x, t), net(x, t.flip(0))


@scenario(EX, weight=1.5, aspect="gradients")
def test_NoiseMLP_gradients(m, draw):
    x, t = draw.normal(7, 3), draw.integers(7, high=50)
    return module_value_and_grads(fill(m.NoiseMLP(3, 5, 4), draw), x, t)


@scenario(EX, weight=1, aspect="efficient", max_ops=80)
def test_NoiseMLP_no_loops(m, draw):
    return m.timestep_embedding(draw.integers(101, high=1000), 64)
