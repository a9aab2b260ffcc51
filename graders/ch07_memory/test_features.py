"""Scenarios for the features of a deep bidirectional network."""

import torch

from workbook.exercise import scenario
from workbook.probes import unguarded, value_and_grads

EX = "final_features"
DEPTHS = {f"{n} layers": dict(layers=n) for n in (1, 2, 3)}


@scenario(EX, weight=3, cases=DEPTHS)
def test_final_features_batch(m, draw, layers):
    return m.final_features(draw.normal(2 * layers, 5, 3), layers)


@scenario(EX, weight=0.5)
def test_final_features_one_sample(m, draw):
    return m.final_features(draw.normal(4, 1, 3), 2)


@scenario(EX, aspect="gradients")
def test_final_features_gradients(m, draw):
    return value_and_grads(lambda hn: m.final_features(hn, 2), draw.normal(4, 5, 3))


@scenario(EX, weight=1.5)
def test_final_features_of_a_layer(m, draw):
    x = draw.normal(5, 11, 3, dtype=torch.float64)
    with unguarded(), torch.no_grad():
        layer = torch.nn.GRU(3, 7, 2, batch_first=True, bidirectional=True, dtype=torch.float64)
        for name, parameter in layer.named_parameters():
            drawn = draw.normal(*parameter.shape, scale=0.5, dtype=torch.float64, name=name)
            parameter.copy_(drawn)
        out, hn = layer.to(x.device)(x)
    return m.final_features(hn, 2), out[:, [0, -1]]


@scenario(EX, weight=0.5, aspect="robust")
def test_final_features_views(m, draw):
    hn = draw.normal(5, 6, 6).transpose(0, 1)[:, :, ::2]
    return m.final_features(hn, 3), m.final_features(hn[:, :2], 3)
