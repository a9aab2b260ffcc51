"""Scenarios for Jacobians of the state and their products."""

import torch

from workbook.exercise import scenario

EX = "gradient_through_time"


@scenario(EX, weight=2, cases={"3 rows": dict(B=3), "one row": dict(B=1)})
def test_gradient_through_time_jacobian(m, draw, B):
    return m.state_jacobian(draw.normal(B, 5, scale=0.5).tanh(), draw.normal(5, 5))


@scenario(EX, weight=3, cases={"7 steps": dict(T=7), "two steps": dict(T=2), "one step": dict(T=1)})
def test_gradient_through_time_norms(m, draw, T):
    hs = draw.normal(T, 3, 5, scale=0.7).tanh()
    return m.jacobian_product_norms(hs, draw.normal(5, 5, scale=0.6))


@scenario(EX, weight=0.5, aspect="robust")
def test_gradient_through_time_norms_float64(m, draw):
    hs = draw.normal(4, 2, 3, dtype=torch.float64).tanh()
    return m.jacobian_product_norms(hs, draw.normal(3, 3, dtype=torch.float64))


@scenario(
    EX,
    weight=2,
    floor=1e-4,
    cases={f"{2**n} factors": dict(iters=n) for n in (0, 3, 20)},
)
def test_gradient_through_time_radius(m, draw, iters):
    return m.spectral_radius(draw.normal(5, 5), iters)


@scenario(
    EX,
    weight=1,
    floor=1e-4,
    aspect="robust",
    cases={"tiny": dict(scale=2**-13), "huge": dict(scale=2.0**13)},
)
def test_gradient_through_time_radius_of_scaled(m, draw, scale):
    return m.spectral_radius(draw.normal(5, 5) * scale, 17)


@scenario(EX, weight=0.5, aspect="robust")
def test_gradient_through_time_radius_nilpotent(m, draw):
    above = torch.triu(draw.distinct(4, 4), diagonal=1)
    return [m.spectral_radius(above, 1), m.spectral_radius(above, 5), m.spectral_radius(above * 0)]


REGIMES = {
    "small weights": dict(factor=0.5, size=0.1),
    "a little too small": dict(factor=0.9, size=0.0),
    "just small enough": dict(factor=0.97, size=0.0),
    "orthogonal": dict(factor=1.0, size=0.01),
    "just large enough": dict(factor=1.03, size=0.0),
    "a little too large": dict(factor=1.1, size=0.0),
    "a single step, too small": dict(factor=0.93, size=0.0, T=2),
    "a single step, too large": dict(factor=1.08, size=0.0, T=2),
    "large weights": dict(factor=1.5, size=0.1),
    "large weights, saturated": dict(factor=1.5, size=3.0),
}


@scenario(EX, weight=2, float64=False, cases=REGIMES)
def test_gradient_through_time_regime(m, draw, factor, size, **sizes):
    turn, _ = torch.linalg.qr(draw.normal(5, 5, dtype=torch.float64))
    hs = (draw.distinct(sizes.get("T", 12), 2, 5, dtype=torch.float64).sign() * size).tanh()
    return m.predict_regime(turn * factor, hs)
