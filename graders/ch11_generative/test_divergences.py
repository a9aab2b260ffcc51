"""Scenarios for KL divergences and the evidence lower bound."""

import math

import torch

from workbook.exercise import Failed, scenario
from workbook.probes import value_and_grads

EX = "kl_divergence"
SIGMAS = 5.5
ROUNDING = 1e-9


@scenario(EX, weight=2)
def test_kl_divergence_standard(m, draw):
    mu, logvar = draw.normal(5, 3), draw.normal(5, 3)
    return m.kl_gauss(mu, logvar), m.kl_gauss(0 * mu, 0 * logvar)


@scenario(EX, weight=2)
def test_kl_divergence_two_normals(m, draw):
    q, p = (draw.normal(5, 3), draw.normal(5, 3)), (draw.normal(5, 3), draw.normal(5, 3))
    return m.kl_gauss_gauss(*q, *p), m.kl_gauss_gauss(*q, *q)


@scenario(EX, weight=2)
def test_kl_divergence_categories(m, draw):
    q, p = draw.normal(5, 7), draw.normal(5, 7, shift=1.0)
    return m.kl_categorical(q, p), m.kl_categorical(q, q + 2)


@scenario(EX, aspect="robust", weight=1.5)
def test_kl_divergence_wide_normals(m, draw):
    mu_q, mu_p = draw.normal(3, 2), draw.normal(3, 2)
    logvar_q, logvar_p = draw.normal(3, 2, shift=120.0), draw.normal(3, 2, shift=120.0)
    narrow = m.kl_gauss(mu_q, draw.normal(3, 2, shift=-500.0, name="narrow"))
    return m.kl_gauss_gauss(mu_q, logvar_q, mu_p, logvar_p), narrow


@scenario(EX, aspect="robust", weight=1.5)
def test_kl_divergence_impossible_categories(m, draw):
    q, p = draw.normal(3, 5), draw.normal(3, 5)
    inf = math.inf
    q[:, 1], q[0, 3], p[0, 3], p[1, 2] = -inf, -inf, -inf, -inf
    return m.kl_categorical(q, p), m.kl_categorical(1000 * q[2:, 2:], 1000 * p[2:, 2:])


@scenario(EX, aspect="gradients", weight=2)
def test_kl_divergence_gradients(m, draw):
    normals = [draw.normal(5, 3) for _ in range(4)]
    logits = [draw.normal(5, 7) for _ in range(2)]
    return {
        "kl_gauss": value_and_grads(m.kl_gauss, *normals[:2]),
        "kl_gauss_gauss": value_and_grads(m.kl_gauss_gauss, *normals),
        "kl_categorical": value_and_grads(m.kl_categorical, *logits),
    }


@scenario(EX, weight=1)
def test_kl_divergence_elbo(m, draw):
    return m.elbo(draw.normal(3, 5, shift=-3.0), draw.positive(5))


@scenario(EX, weight=1.5, cases={"plain": {}, "never negative": dict(nonnegative=True)})
def test_kl_divergence_from_draws(m, draw, **options):
    return m.kl_mc(draw.normal(7, 5), draw.normal(7, 5), **options)


DRAWS = 3000


def normal_draws(draw, nonnegative):
    """Draws of one normal, and the two log densities at them."""
    gen = draw.generator("draws")
    shift, ratio = draw.number(0.3, 0.7), draw.number(0.7, 0.9)  # mean and deviation of q
    z = shift + ratio * torch.randn(DRAWS, generator=gen, dtype=torch.float64)
    log_q = -0.5 * ((z - shift) / ratio).square() - math.log(ratio)
    shown = {"log_q": log_q[:, None], "log_p": -0.5 * z.square()[:, None]}
    shown["mu"] = torch.full((1, 1), shift, dtype=torch.float64)
    shown["logvar"] = torch.full((1, 1), 2 * math.log(ratio), dtype=torch.float64)
    return shown, {"shift": shift, "ratio": ratio, "nonnegative": nonnegative}


def is_the_closed_form(evidence, kept):
    """Compare the estimate with the closed form, in exact standard errors."""
    shift, ratio = kept["shift"], kept["ratio"]
    exact = 0.5 * (ratio**2 + shift**2 - 1) - math.log(ratio)
    e = torch.linspace(-12, 12, 40001, dtype=torch.float64)  # the standard normal behind z
    z = shift + ratio * e
    log_r = -0.5 * z.square() + 0.5 * e.square() + math.log(ratio)
    term = torch.expm1(log_r) - log_r if kept["nonnegative"] else -log_r
    weight = torch.exp(-0.5 * e.square()) / math.sqrt(2 * math.pi)
    variance = float(torch.trapezoid(weight * (term - exact).square(), e))
    bound, closed, estimate = SIGMAS * math.sqrt(variance / DRAWS), evidence[0], evidence[1]
    if abs(float(closed) - exact) > ROUNDING:
        return Failed(
            f"KL(N({shift:.3f}, {ratio:.3f}²) ‖ N(0, 1)) is {exact:.6f} in closed form; your "
            f"kl_gauss says {float(closed):.6f}"
        )
    if abs(float(estimate) - exact) > bound:
        return Failed(
            f"KL(q ‖ p) is {exact:.4f} in closed form; your estimate from {DRAWS} draws is "
            f"{float(estimate):.4f}, and a right one is within {bound:.4f} of it"
        )
    return None


@scenario(
    EX,
    weight=0.5,
    cases={"plain": dict(nonnegative=False), "never negative": dict(nonnegative=True)},
    given=normal_draws,
    check=is_the_closed_form,
)
def test_kl_divergence_closed_form_and_draws(m, draw, shown, nonnegative):
    closed = m.kl_gauss(shown["mu"], shown["logvar"])
    return closed, m.kl_mc(shown["log_q"], shown["log_p"], nonnegative)
