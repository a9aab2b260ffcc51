"""Scenarios for Monte Carlo estimates and rejection sampling."""

import math

import torch

from workbook.exercise import Failed, scenario
from workbook.probes import raises, unguarded, value_and_grads

EX = "monte_carlo"
SIGMAS = 5.5  # how many exact standard errors a right answer may be off
HALF_LOG_TAU = math.log(2 * math.pi) / 2
ALPHA = 1e-7  # how often a right sampler fails by chance


def named(result, *names):
    """Name the results of a call, so that a difference is told with its place."""
    if not isinstance(result, tuple | list) or len(result) != len(names):
        message = f"the function should return {len(names)} results: {', '.join(names)}"
        raise TypeError(message)
    return dict(zip(names, result, strict=True))


def weighted(m, *arguments):
    return named(m.importance_estimate(*arguments), "estimate", "ess")


BOTH = {"plain": dict(self_normalised=False), "self-normalised": dict(self_normalised=True)}


@scenario(EX, weight=1.5)
def test_monte_carlo_mean(m, draw):
    few, many = draw.normal(4, shift=2.0), draw.normal(101)
    return [named(m.mc_mean(fx), "mean", "stderr") for fx in (few, many)]


@scenario(EX, weight=2, cases=BOTH)
def test_monte_carlo_importance(m, draw, self_normalised):
    logp, logq, fx = draw.normal(37), draw.normal(37), draw.normal(37, shift=1.0)
    return weighted(m, logp, logq, fx, self_normalised)


@scenario(EX, weight=1.5, aspect="robust", cases=BOTH)
def test_monte_carlo_far_out(m, draw, self_normalised):
    logp, logq, fx = draw.normal(37), draw.normal(37), draw.normal(37, shift=1.0)
    rows = [weighted(m, logp + at, logq + at, fx, self_normalised) for at in (-1e4, 1e4)]
    if self_normalised:
        rows += [weighted(m, logp + at, logq, fx, self_normalised) for at in (-1e4, 1e4)]
    return rows


@scenario(EX, weight=0.5, aspect="robust", cases=BOTH)
def test_monte_carlo_impossible_draws(m, draw, self_normalised):
    logp, logq, fx = draw.normal(11), draw.normal(11), draw.normal(11)
    logp = torch.where(draw.permutation(11) < 4, -math.inf, logp)
    return weighted(m, logp, logq, fx, self_normalised)


@scenario(EX, weight=0.5, aspect="gradients")
def test_monte_carlo_gradients(m, draw):
    def estimate(logp, fx):
        return m.importance_estimate(logp, logq, fx, self_normalised=True)[0]

    logq = draw.normal(13)
    return value_and_grads(estimate, draw.normal(13), draw.normal(13))


@scenario(EX, weight=1.5)
def test_monte_carlo_control_variate(m, draw):
    gx, rest = draw.normal(23, shift=1.0), draw.normal(23)
    fx, g_mean = 3 - 2 * gx + rest, draw.number(0.5, 1.5)
    constant = torch.full_like(gx, 2.0)
    return {
        "of use": named(m.control_variate(fx, gx, g_mean), "estimate", "c"),
        "constant": named(m.control_variate(fx, constant, g_mean), "estimate", "c"),
    }


@scenario(EX, weight=1.5, cases={"monotone": dict(power=1), "not monotone": dict(power=2)})
def test_monte_carlo_antithetic(m, draw, power):
    u = draw.uniform(29)
    return named(m.antithetic(lambda u: torch.exp(2 * (u - 0.4) ** power), u), "mean", "stderr")


@scenario(EX, weight=1.5, cases={"points": dict(more=()), "rows": dict(more=(3,))})
def test_monte_carlo_rejection(m, draw, more):
    proposals, u = draw.normal(53, *more), draw.uniform(53)
    logp, logq = draw.uniform(53, low=-3.0, high=0.0), draw.uniform(53, low=-0.5, high=0.5)
    return m.rejection_sample(logp, logq, 0.5, proposals, u)


@scenario(EX, weight=0.5, aspect="robust")
def test_monte_carlo_rejection_far_out(m, draw):
    proposals, u = draw.normal(31, 2), draw.uniform(31)
    logp, logq = draw.uniform(31, low=-3.0, high=0.0), draw.uniform(31, low=-0.5, high=0.5)
    logp = torch.where(draw.permutation(31) < 9, -math.inf, logp)
    return [
        m.rejection_sample(logp + 1e4, logq + 1e4, 0.5, proposals, u),
        m.rejection_sample(logp - 2e4, logq, 0.5 - 2e4, proposals, u),
    ]


@scenario(EX, weight=0.5, aspect="robust")
def test_monte_carlo_no_envelope(m, draw):
    proposals, u, logp = draw.normal(7), draw.uniform(7), draw.positive(7)
    return raises(lambda: m.rejection_sample(logp, torch.zeros_like(logp), 0.25, proposals, u))


def triangle(draw):
    """Proposals for a right-angled triangle: p(x) = 2 x on [0, 1), q uniform, M = 2."""
    gen = draw.generator("proposals")
    x, u = torch.rand(2, 4000, generator=gen, dtype=torch.float64)
    return {"x": x, "u": u}, None


def is_a_triangle(accepted, _kept):
    """Judge the number and the distribution of the accepted draws, with exact bounds."""
    n = len(accepted)
    if abs(n - 2000) > SIGMAS * math.sqrt(4000 / 4):
        return Failed(
            f"with M = 2 each of 4000 proposals is accepted with probability 1/2; yours accepts {n}"
        )
    ranks = accepted.flatten().sort().values.square()  # the distribution function at the draws
    steps = torch.arange(n + 1, dtype=torch.float64) / n
    apart = float(torch.maximum(steps[1:] - ranks, ranks - steps[:-1]).max())
    bound = math.sqrt(math.log(2 / ALPHA) / (2 * n))
    if apart <= bound:
        return None
    return Failed(
        f"the accepted draws should have the distribution function x²; yours is {apart:.3f} away "
        f"from it, and {n} right draws are hardly ever more than {bound:.3f} away"
    )


@scenario(EX, weight=0.5, given=triangle, check=is_a_triangle)
def test_monte_carlo_rejection_distribution(m, draw, shown):
    x, u = shown["x"], shown["u"]
    return m.rejection_sample((2 * x).log(), torch.zeros_like(x), math.log(2), x, u)


REPEATS, DRAWS = 200, 40


def other_normal(draw):
    """Draws of q = N(½, (5/4)²), for estimates of E x² = 1 under p = N(0, 1)."""
    gen = draw.generator("draws")
    x = 0.5 + 1.25 * torch.randn(REPEATS, DRAWS, generator=gen, dtype=torch.float64)
    logp = -0.5 * x.square() - HALF_LOG_TAU
    logq = -0.5 * ((x - 0.5) / 1.25).square() - math.log(1.25) - HALF_LOG_TAU
    return {"x": x, "logp": logp, "logq": logq}, None


def is_unbiased(estimates, _kept):
    """Compare the mean of many estimates with 1, in exact standard errors."""
    grid = torch.linspace(-12, 12, 20001, dtype=torch.float64)
    p = torch.exp(-0.5 * grid.square()) / math.sqrt(2 * math.pi)
    q = torch.exp(-0.5 * ((grid - 0.5) / 1.25).square()) / (1.25 * math.sqrt(2 * math.pi))
    second = float(torch.trapezoid(p**2 / q * grid**4, grid))  # E_q[(w x²)²]
    stderr = math.sqrt((second - 1) / (REPEATS * DRAWS))
    mean = float(torch.stack(estimates).double().mean())
    if abs(mean - 1) <= SIGMAS * stderr:
        return None
    return Failed(
        f"E x² under N(0, 1) is 1. The mean of {REPEATS} of your estimates from draws of another "
        f"normal is {mean:.3f}; an unbiased one is within {SIGMAS * stderr:.3f} of it"
    )


@scenario(EX, weight=0.5, given=other_normal, check=is_unbiased)
def test_monte_carlo_unbiased(m, draw, shown):
    rows = zip(shown["logp"], shown["logq"], shown["x"], strict=True)
    plain = dict(self_normalised=False)
    return [m.importance_estimate(p, q, x.square(), **plain)[0] for p, q, x in rows]


@scenario(EX, weight=1, aspect="efficient", max_ops=160)
def test_monte_carlo_no_loops(m, draw):
    a, b, fx, u = draw.normal(601), draw.normal(601), draw.normal(601), draw.uniform(601)
    with unguarded():
        log_m = float((a - b).max()) + 0.01
    return [
        m.mc_mean(fx),
        m.importance_estimate(a, b, fx, self_normalised=True),
        m.control_variate(fx, a, 0.0),
        m.antithetic(torch.sin, u),
        m.rejection_sample(a, b, log_m, fx, u),
    ]
