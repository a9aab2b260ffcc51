"""More generators of Laplace numbers, right and wrong, that no learner has seen."""

import numpy as np
import torch
from torch import Tensor


def _gen(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def with_numpy(n: int, seed: int) -> Tensor:
    """Ask NumPy's own generator."""
    return torch.from_numpy(np.random.default_rng(seed).laplace(size=n))


def scale_mixture(n: int, seed: int) -> Tensor:
    """A normal number whose variance is itself drawn: 2 E with E exponential."""
    gen = _gen(seed)
    variance = 2 * torch.empty(n, dtype=torch.float64).exponential_(generator=gen)
    return variance.sqrt() * torch.randn(n, dtype=torch.float64, generator=gen)


def by_rejection(n: int, seed: int) -> Tensor:
    """Keep those of many Cauchy numbers that an envelope lets through."""
    gen = _gen(seed)
    u = torch.rand(2, 5 * n + 200, dtype=torch.float64, generator=gen)
    x = torch.tan(np.pi * (u[0] - 0.5))
    height = 0.5 * torch.exp(-x.abs()) * np.pi * (1 + x**2) / 1.6  # p / q lies below 1.6
    return x[u[1] < height][:n]


def logistic(n: int, seed: int) -> Tensor:
    """Draw from the logistic distribution of the same variance."""
    u = torch.rand(n, dtype=torch.float64, generator=_gen(seed))
    return torch.logit(u) * 6**0.5 / np.pi


def tails_cut(n: int, seed: int) -> Tensor:
    """Never go beyond ±4.5."""
    u = torch.rand(n, dtype=torch.float64, generator=_gen(seed)) - 0.5
    return (-u.sign() * torch.log1p(-2 * u.abs() * (1 - np.exp(-4.5)))).double()


def antithetic_pairs(n: int, seed: int) -> Tensor:
    """Put behind every number the one from the mirrored uniform number, not quite its negative."""
    half = scale_mixture(n // 2 + 1, seed)
    jitter = 1 + 1e-3 * torch.rand(len(half), dtype=torch.float64, generator=_gen(seed + 1))
    return torch.stack([half, -half * jitter], dim=1).flatten()[:n]


def seeds_overlap(n: int, seed: int) -> Tensor:
    """Take the seed for the place in one long row at which to begin."""
    u = torch.rand(n + seed, dtype=torch.float64, generator=_gen(0))[seed:] - 0.5
    return -u.sign() * torch.log1p(-2 * u.abs())


def sizes_linger(n: int, seed: int) -> Tensor:
    """Let large numbers follow large ones: right distribution, fair signs, but not independent."""
    gen = _gen(seed)
    calm = torch.empty(n // 8 + 1, dtype=torch.float64).exponential_(generator=gen)
    variance = 2 * calm.repeat_interleave(8)[:n]
    return variance.sqrt() * torch.randn(n, dtype=torch.float64, generator=gen)


RIGHT = {
    "check_laplace": {
        "with numpy": with_numpy,
        "by rejection": by_rejection,
    }
}
WRONG = {
    "check_laplace": {
        "logistic": logistic,
        "tails cut": tails_cut,
        "pairs of opposite sign": antithetic_pairs,
        "seeds overlap": seeds_overlap,
        "sizes linger": sizes_linger,
    }
}
