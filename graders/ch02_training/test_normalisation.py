"""Scenarios of batch normalisation, forward and backward."""

from __future__ import annotations

import torch

from workbook.exercise import scenario
from workbook.probes import fill, module_value_and_grads, raises, state

EX = "BatchNorm1d"
SHAPES = {"(N, C)": dict(shape=(3, 5)), "(N, C, L)": dict(shape=(2, 5, 3))}


@scenario(EX, weight=0.5)
def test_BatchNorm1d_fresh(m, draw):
    x = draw.normal(5, 3, shift=1.0)
    layer = m.BatchNorm1d(3)
    return {"output": layer(x), "state": state(layer)}


@scenario(EX, weight=2.5, cases=SHAPES)
def test_BatchNorm1d_training(m, draw, shape):
    batches = [draw.normal(*shape, scale=s, shift=s - 2) for s in (1.0, 2.0, 3.0)]
    layer = fill(m.BatchNorm1d(5, momentum=0.3), draw)
    return [{"output": layer(x), "state": state(layer)} for x in batches]


@scenario(EX, weight=1.5, cases=SHAPES)
def test_BatchNorm1d_evaluation(m, draw, shape):
    x, train = draw.normal(*shape), draw.normal(*shape, shift=1.0)
    layer = fill(m.BatchNorm1d(5), draw).eval()
    before = {"output": layer(x), "state": state(layer)}
    layer.train()
    layer(train)
    layer.eval()
    after = {"output": layer(x), "one alone": layer(x[:1]), "state": state(layer)}
    return {"before training": before, "after training": after}


@scenario(EX, weight=1)
def test_BatchNorm1d_momentum_none(m, draw):
    batches = [draw.normal(n, 3, shift=n - 4.0) for n in (3, 5, 7)]
    layer = m.BatchNorm1d(3, momentum=None)
    seen = []
    for x in batches:
        layer(x)
        seen.append(state(layer))
    return seen


@scenario(EX, weight=1.5, aspect="gradients", cases=SHAPES)
def test_BatchNorm1d_gradients(m, draw, shape):
    x = draw.normal(*shape)
    layer = fill(m.BatchNorm1d(5), draw)
    training = module_value_and_grads(layer, x)
    return {"training": training, "evaluation": module_value_and_grads(layer.eval(), x)}


@scenario(EX, weight=1, aspect="robust")
def test_BatchNorm1d_tiny_values(m, draw):
    x = draw.normal(5, 3, scale=2**-9)
    coarse, fine = fill(m.BatchNorm1d(3, eps=1e-3), draw), fill(m.BatchNorm1d(3), draw)
    return {"eps 1e-3": coarse(x), "eps 1e-5": fine(x)}


@scenario(EX, weight=0.5, aspect="robust", float64=False)
def test_BatchNorm1d_too_little(m, draw):
    one, four = draw.normal(1, 3), draw.normal(2, 3, 1, 1)
    layer = fill(m.BatchNorm1d(3), draw)
    refused = {"N = 1": raises(lambda: layer(one)), "4 axes": raises(lambda: layer(four))}
    seen = state(layer)
    lengths = layer(one[:, :, None].expand(1, 3, 4) * torch.arange(4.0, device=one.device))
    return {**refused, "state": seen, "N = 1, L = 4": lengths, "evaluation": layer.eval()(one)}


@scenario(EX, weight=1, aspect="robust")
def test_BatchNorm1d_state_dict(m, draw):
    x, train = draw.normal(5, 3), draw.normal(7, 3, shift=1.0)
    layer, other = fill(m.BatchNorm1d(3), draw), m.BatchNorm1d(3)
    layer(train)
    other.load_state_dict(layer.state_dict())
    other(train)
    stored = {name: tensor.detach().clone() for name, tensor in layer.state_dict().items()}
    return {"stored": stored, "loaded": other.eval()(x), "and trained on": state(other)}


@scenario(EX, weight=0.5, aspect="robust", float64=False)
def test_BatchNorm1d_buffers_have_no_graph(m, draw):
    x = draw.normal(5, 3).requires_grad_()
    layer = fill(m.BatchNorm1d(3), draw)
    layer(x)
    layer(x)
    return {name: buffer.requires_grad for name, buffer in layer.named_buffers()}


def normalised(draw, N, C, eps, **options):
    """Return what the forward pass leaves for the backward pass, of a drawn batch."""
    x = draw.normal(N, C, scale=2.0, shift=1.0, **options)
    var, mean = torch.var_mean(x, dim=0, correction=0)
    inv_std = torch.rsqrt(var + eps)
    return (x - mean) * inv_std, inv_std


@scenario(EX, weight=3, aspect="gradients", cases={f"N = {n}": dict(N=n) for n in (3, 11)})
def test_BatchNorm1d_backward(m, draw, N):
    x_hat, inv_std = normalised(draw, N, 5, 0.5)
    dx, dweight, dbias = m.batchnorm_backward(
        draw.normal(N, 5, shift=0.5), x_hat, inv_std, draw.normal(5)
    )
    return {"dx": dx, "dweight": dweight, "dbias": dbias}


@scenario(EX, weight=0.5, aspect="robust", float64=False)
def test_BatchNorm1d_backward_float64(m, draw):
    x_hat, inv_std = normalised(draw, 7, 3, 1e-5, dtype=torch.float64)
    dy, weight = draw.normal(7, 3, dtype=torch.float64), draw.normal(3, dtype=torch.float64)
    return dict(zip("xwb", m.batchnorm_backward(dy, x_hat, inv_std, weight), strict=True))
