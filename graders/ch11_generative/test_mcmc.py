"""Scenarios for Markov chain Monte Carlo."""

import math

import torch

from workbook.exercise import Failed, scenario
from workbook.probes import number

EX = "mcmc"
SIGMAS = 5.5
ALPHA = 1e-7


def chained(result):
    """Name the results of a chain."""
    if not isinstance(result, tuple | list) or len(result) != 2:
        message = "the function should return 2 results: the chain and the share accepted"
        raise TypeError(message)
    chain, accepted = result
    return {"chain": chain, "accepted": number(accepted)}


def two_bumps(x):
    """An unnormalised log density with two bumps of different height."""
    one, other = -2 * (x - 1).square().sum(), -1.5 * (x + 0.8).square().sum() - 0.5
    return torch.logaddexp(one, other)


@scenario(EX, weight=3, cases={"1 dimension": dict(d=1), "3 dimensions": dict(d=3)})
def test_mcmc_symmetric(m, draw, d):
    x0, noise, u = draw.normal(d), draw.normal(23, d), draw.uniform(23)
    return chained(m.metropolis_hastings(two_bumps, x0, noise, u, 0.7))


def log_walk(x, z):
    """Multiply by a log-normal factor: a proposal that is not symmetric."""
    return x * torch.exp(0.9 * z)


def log_walk_density(to, start):
    return (-to.log() - 0.5 * ((to / start).log() / 0.9).square()).sum()


@scenario(EX, weight=2.5)
def test_mcmc_asymmetric(m, draw):
    x0, noise, u = draw.positive(2), draw.normal(29, 2), draw.uniform(29)
    result = m.metropolis_hastings(
        lambda x: (2 * x.log() - 1.5 * x).sum(), x0, noise, u, 1.0, log_walk, log_walk_density
    )
    return chained(result)


@scenario(EX, weight=1, aspect="robust")
def test_mcmc_unnormalised_and_bounded(m, draw):
    x0, noise, u = draw.uniform(2), draw.normal(19, 2), draw.uniform(19)

    def box(x):
        inside = (x.abs() < 1.5).all()
        return torch.where(inside, -x.square().sum() - 64, -math.inf)

    return [
        chained(m.metropolis_hastings(two_bumps, x0, noise, u, 0.6)),
        chained(m.metropolis_hastings(lambda x: two_bumps(x) + 512, x0, noise, u, 0.6)),
        chained(m.metropolis_hastings(box, x0, noise, u, 0.9)),
    ]


CHAINS, STEPS = 200, 4


def already_there(draw):
    """Starts that are exact draws of a mixture of two normals; noise for short chains."""
    gen = draw.generator("chains")
    options = dict(generator=gen, dtype=torch.float64)
    left = torch.rand(CHAINS, **options) < 0.25
    x0 = torch.randn(CHAINS, **options) * 0.5 + torch.where(left, -1.0, 1.0)
    noise, u = torch.randn(CHAINS, STEPS, 1, **options), torch.rand(CHAINS, STEPS, **options)
    return {"x0": x0[:, None], "noise": noise, "u": u}, None


def stays_there(last, _kept):
    """Judge the last states: exact draws of the target, if the chain leaves it as it is."""
    x = torch.cat(last).double().flatten().sort().values
    n = len(x)
    if n != CHAINS:
        return Failed(f"expected the last states of {CHAINS} chains, got {n}")
    half = math.sqrt(2) * 0.5
    below = 0.25 * torch.erfc(-(x + 1) / half) / 2 + 0.75 * torch.erfc(-(x - 1) / half) / 2
    steps = torch.arange(n + 1, dtype=torch.float64) / n
    apart = float(torch.maximum(steps[1:] - below, below - steps[:-1]).max())
    bound = math.sqrt(math.log(2 / ALPHA) / (2 * n))
    if apart <= bound:
        return None
    return Failed(
        f"{n} chains began with exact draws of a mixture, so their last states are exact draws, "
        f"too; yours are {apart:.3f} away from its distribution function, and right ones hardly "
        f"ever more than {bound:.3f}"
    )


@scenario(EX, weight=0.5, given=already_there, check=stays_there)
def test_mcmc_target_is_kept(m, draw, shown):
    def logp(x):
        wells = torch.cat(
            [-2 * (x + 1).square() + math.log(0.25), -2 * (x - 1).square() + math.log(0.75)]
        )
        return wells.logsumexp(0)

    rows = zip(shown["x0"], shown["noise"], shown["u"], strict=True)
    return [m.metropolis_hastings(logp, x0, z, u, 1.5)[0][-1] for x0, z, u in rows]


def covariance(draw, d):
    root = draw.normal(d, d, scale=0.6)
    return root @ root.T + 0.25 * torch.eye(d, dtype=root.dtype, device=root.device)


@scenario(EX, weight=2.5, cases={f"{d} dimensions": dict(d=d) for d in (2, 5)})
def test_mcmc_gibbs(m, draw, d):
    cov, mean, x0 = covariance(draw, d), draw.normal(d), draw.normal(d)
    return m.gibbs_gaussian(mean, cov, x0, draw.normal(7, d))


def correlated(draw, n, d):
    """Random walks that are pulled home: chains with a long memory."""
    rows, x = [], draw.normal(d)
    for z in draw.normal(n, d):
        x = 0.8 * x + z
        rows.append(x)
    return torch.stack(rows)


@scenario(EX, weight=2)
def test_mcmc_effective_sample_size(m, draw):
    return m.effective_sample_size(correlated(draw, 101, 3))


@scenario(EX, weight=0.5, aspect="robust")
def test_mcmc_effective_sample_size_stuck(m, draw):
    chain = draw.distinct(41, 2)
    stuck = torch.cat([chain, torch.full_like(chain[:, :1], 1.5)], dim=1)
    alternating = torch.stack([chain[0], -chain[0]]).repeat(10, 1)
    return [m.effective_sample_size(chain) for chain in (stuck, alternating, chain[:2])]


@scenario(EX, weight=1, aspect="efficient", max_ops=16_000, max_elements=20_000, max_lines=10_000)
def test_mcmc_effective_sample_size_of_a_long_chain(m, draw):
    chain = draw.normal(401, 3).cumsum(0)
    return m.effective_sample_size(chain)


@scenario(EX, weight=2)
def test_mcmc_langevin(m, draw):
    x0, noise = draw.normal(5, 2), draw.normal(7, 5, 2)
    return m.langevin(lambda x: -(x - 1) * torch.tensor([1.0, 3.0]).to(x), x0, noise, 0.15)


WALKERS, EPS, SD = 4000, 0.3, 0.7


def walkers(draw):
    """Noise for many Langevin chains on N(1, SD²), and where they start."""
    gen = draw.generator("noise")
    noise = torch.randn(25, WALKERS, 1, generator=gen, dtype=torch.float64)
    return {"x0": torch.full((WALKERS, 1), 3.0, dtype=torch.float64), "noise": noise}, None


def is_the_exact_law(last, _kept):
    """Judge mean and variance of the last states by their exact distribution, step size and all."""
    a = 1 - EPS / SD**2  # x ← 1 + a (x − 1) + √(2 eps) z
    mean, variance = 1 + a**25 * 2, 2 * EPS * (1 - a**50) / (1 - a**2)
    got_mean, got_variance = float(last.mean()), float(last.var())
    off_mean = SIGMAS * math.sqrt(variance / WALKERS)
    off_variance = SIGMAS * variance * math.sqrt(2 / (WALKERS - 1))
    if abs(got_mean - mean) > off_mean:
        return Failed(
            f"after 25 steps on N(1, {SD}²) the mean is exactly {mean:.3f}; {WALKERS} of your "
            f"chains have {got_mean:.3f}, more than {off_mean:.3f} away"
        )
    if abs(got_variance - variance) > off_variance:
        return Failed(
            f"after 25 steps of size {EPS} on N(1, {SD}²) the variance is exactly {variance:.3f}; "
            f"{WALKERS} of your chains have {got_variance:.3f}, more than {off_variance:.3f} away"
        )
    return None


@scenario(EX, weight=0.5, given=walkers, check=is_the_exact_law)
def test_mcmc_langevin_distribution(m, draw, shown):
    return m.langevin(lambda x: (1 - x) / SD**2, shown["x0"], shown["noise"], EPS)[-1]
