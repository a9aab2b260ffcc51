"""Scenarios for the activation functions and their derivatives."""

import torch

from workbook.exercise import scenario

NAMES = ("relu", "leaky_relu", "sigmoid", "tanh", "gelu_exact", "silu")
EACH = {name: dict(name=name) for name in NAMES}


def points(draw, **options):
    """Numbers of both signs, near and far from zero, and zero itself."""
    spread = draw.normal(3, 17, scale=2.5, **options)
    return torch.cat([spread, spread[:, :1] * 0, draw.normal(3, 5, scale=0.1, **options)], dim=1)


def all_of(m, x):
    """Every function and every derivative at ``x``."""
    return {name: getattr(m, name)(x) for name in (*NAMES, *(f"d_{name}" for name in NAMES))}


@scenario("activations", weight=2, cases=EACH)
def test_activations_values(m, draw, name):
    return getattr(m, name)(points(draw))


@scenario("activations", weight=3, aspect="gradients", cases=EACH)
def test_activations_derivatives(m, draw, name):
    return getattr(m, f"d_{name}")(points(draw))


@scenario("activations", weight=0.5)
def test_activations_leaky_slope(m, draw):
    x, slope = points(draw), draw.number(0.05, 0.4)
    return {"leaky_relu": m.leaky_relu(x, slope), "d_leaky_relu": m.d_leaky_relu(x, slope)}


@scenario("activations", weight=1.5, aspect="robust", cases=EACH)
def test_activations_extremes(m, draw, name):
    far = draw.uniform(5, low=2_000, high=10_000)
    middling = draw.uniform(7, low=80, high=200)
    x = torch.cat([draw.normal(5), far, -far, middling, -middling])
    return {name: getattr(m, name)(x), f"d_{name}": getattr(m, f"d_{name}")(x)}


@scenario("activations", aspect="robust")
def test_activations_float64(m, draw):
    return all_of(m, points(draw, dtype=torch.float64))


@scenario("activations", weight=0.5, aspect="robust", float64=False, floor=5e-2)
def test_activations_bfloat16(m, draw):
    return all_of(m, points(draw, dtype=torch.bfloat16))


@scenario("activations", weight=0.5, aspect="efficient", max_ops=600)
def test_activations_vectorised(m, draw):
    return all_of(m, draw.normal(31, 11, scale=2.0))
