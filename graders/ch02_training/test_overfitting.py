"""Scenarios of polynomials and of the report on two errors."""

from __future__ import annotations

import torch

from workbook.exercise import scenario
from workbook.probes import raises, value_and_grads

EX = "polynomial_fit"
DEGREES = {f"degree {d}": dict(degree=d) for d in (0, 1, 4)}


@scenario(EX, cases=DEGREES)
def test_polynomial_fit_features(m, draw, degree):
    x = torch.cat([draw.normal(6), draw.normal(1) * 0])
    return m.poly_features(x, degree)


@scenario(EX, weight=0.5, aspect="gradients")
def test_polynomial_fit_features_gradient(m, draw):
    return value_and_grads(m.poly_features, draw.positive(7), degree=3)


@scenario(EX, weight=0.5, aspect="robust", float64=False)
def test_polynomial_fit_features_edges(m, draw):
    x = draw.normal(5, dtype=torch.float64)
    return m.poly_features(x, 13), raises(lambda: m.poly_features(x, -1))


@scenario(EX, weight=2, cases={**DEGREES, "degree 5": dict(degree=5)})
def test_polynomial_fit_least_squares(m, draw, degree):
    x, y = draw.distinct(11, scale=0.5), draw.normal(11, shift=2.0)
    return m.fit_poly(x, y, degree)


@scenario(EX, weight=2, cases={"l2 = 0.25": dict(l2=0.25), "l2 = 5": dict(l2=5.0)})
def test_polynomial_fit_penalised(m, draw, l2):
    x, y = draw.distinct(7, scale=0.5), draw.normal(7, shift=3.0)
    return m.fit_poly(x, y, 3, l2)


@scenario(EX, weight=0.5)
def test_polynomial_fit_training_error_falls(m, draw):
    x, y = draw.distinct(13, scale=0.5), draw.normal(13, shift=1.0)
    powers = x.double()[:, None] ** torch.arange(9, device=x.device)
    coefficients = [m.fit_poly(x.double(), y.double(), degree) for degree in range(9)]
    errors = [powers[:, : len(c)] @ c - y.double() for c in coefficients]
    return {f"training error, degree {d}": e.square().mean() for d, e in enumerate(errors)}


@scenario(EX, weight=0.5, aspect="robust", floor=1e-5)
def test_polynomial_fit_degree_15(m, draw):
    x, y = draw.distinct(23, scale=0.5), draw.normal(23)
    curve = x.double()[:, None] ** torch.arange(16, device=x.device)
    return curve @ m.fit_poly(x.double(), y.double(), 15)


@scenario(EX, weight=0.5, aspect="robust")
def test_polynomial_fit_repeated_inputs(m, draw):
    values, y = draw.distinct(5, scale=0.5), draw.normal(13)
    x = values[draw.integers(8, high=5)]
    few = values[:2].repeat(3)
    return m.fit_poly(torch.cat([values, x]), y, 4), m.fit_poly(few, y[:6], 5, l2=0.5)


@scenario(EX, weight=0.5, aspect="robust", floor=1e-5)
def test_polynomial_fit_far_values(m, draw):
    # float32 loses the fit: the columns x⁰ … x³ lie between 1 and some 10,000.
    x, y = draw.distinct(17) + 20, draw.normal(17, scale=3.0)
    curve = x.double()[:, None] ** torch.arange(4, device=x.device)
    return curve @ m.fit_poly(x.double(), y.double(), 3)


ERRORS = {  # training error, validation error, variance of the noise
    "both high": (6.0, 6.5, 1.0),
    "both high, with a gap": (6.0, 11.0, 1.0),
    "low and high": (0.25, 4.0, 1.0),
    "zero and high": (0.0, 1.5, 0.5),
    "both near the noise": (1.0, 1.25, 1.0),
    "validation by luck better": (1.5, 1.0, 1.0),
    "at the first limit": (2.0, 2.5, 1.0),
    "above the first limit": (2.125, 2.5, 1.0),
    "at the second limit": (0.5, 1.5, 1.0),
    "above the second limit": (0.5, 1.625, 1.0),
    "small numbers": (0.0625, 0.1875, 0.0625),
    "large numbers": (64.0, 120.0, 50.0),
}


@scenario(EX, weight=2, cases={name: dict(errors=e) for name, e in ERRORS.items()}, float64=False)
def test_polynomial_fit_report(m, draw, errors):
    size = 2.0 ** draw.integer(-3, 4)
    return m.learning_report(*(size * error for error in errors))
