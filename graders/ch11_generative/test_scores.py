"""Scenarios for denoising score matching."""

import math

import torch

from workbook.exercise import Failed, scenario
from workbook.probes import value_and_grads

EX = "score_matching_loss"
SIGMAS = 5.5
SAMPLES = 4000


def levels(draw, n, **options):
    return draw.uniform(n, low=0.1, high=3.0, **options)


def network(weight):
    """A small score network."""

    def score(x, sigma):
        return torch.tanh(x @ weight) / sigma[:, None] - x

    return score


@scenario(EX, weight=3)
def test_score_matching_loss_values(m, draw):
    score, sigma = network(draw.normal(3, 3)), levels(draw, 5)
    return m.score_matching_loss(
        score, draw.normal(5, 3, name="x"), draw.normal(5, 3, name="z"), sigma
    )


@scenario(EX, weight=1)
def test_score_matching_loss_small_levels(m, draw):
    score, x, z = network(draw.normal(2, 2)), draw.normal(7, 2), draw.normal(7, 2)
    return m.score_matching_loss(score, x, z, 0.01 * levels(draw, 7, name="sigma"))


@scenario(EX, weight=1.5, aspect="gradients")
def test_score_matching_loss_gradients(m, draw):
    x, z, sigma = draw.normal(5, 3), draw.normal(5, 3), levels(draw, 5)
    return value_and_grads(
        lambda weight: m.score_matching_loss(network(weight), x, z, sigma),
        draw.normal(3, 3, name="w"),
    )


@scenario(EX, weight=0.5, aspect="robust")
def test_score_matching_loss_float64(m, draw):
    options = dict(dtype=torch.float64)
    score, sigma = network(draw.normal(2, 2, **options)), levels(draw, 1, **options)
    x, z = draw.normal(1, 2, name="x", **options), draw.normal(1, 2, name="z", **options)
    return m.score_matching_loss(score, x, z, sigma)


def normal_data(draw, level):
    """Standard normal data in two dimensions, whose blurred score is known at every level."""
    options = dict(generator=draw.generator("data"), dtype=torch.float64)
    shown = {"x": torch.randn(SAMPLES, 2, **options), "noise": torch.randn(SAMPLES, 2, **options)}
    return shown, {"level": level}


def is_the_least(loss, kept):
    """Compare the exact score's loss with its expectation, in exact standard errors.

    With the score −x̃ / (1 + σ²) the error σ · score + noise is (noise − σ x) / (1 + σ²): normal
    with variance 1 / (1 + σ²) in each of the two coordinates.
    """
    variance = 1 / (1 + kept["level"] ** 2)
    bound = SIGMAS * variance / math.sqrt(SAMPLES)  # half of χ² with 2 degrees: sd = mean
    if abs(float(loss) - variance) <= bound:
        return None
    return Failed(
        f"for standard normal data the exact score, −x̃ / (1 + σ²), has at σ = {kept['level']} the "
        f"expected loss 1 / (1 + σ²) = {variance:.4f} ± {bound:.4f}; yours is {float(loss):.4f}"
    )


@scenario(
    EX,
    weight=2,
    cases={f"σ = {level:g}": dict(level=level) for level in (0.1, 1.0, 3.0)},
    given=normal_data,
    check=is_the_least,
)
def test_score_matching_loss_exact_score(m, draw, shown, level):
    def score(x, sigma):
        return -x / (1 + sigma[:, None] ** 2)

    sigma = torch.full((SAMPLES,), level, dtype=torch.float64)
    return m.score_matching_loss(score, shown["x"], shown["noise"], sigma)
