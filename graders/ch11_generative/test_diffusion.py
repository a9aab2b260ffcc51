"""Scenarios for noise schedules and the steps back."""

import math

import torch

from workbook.exercise import Failed, scenario
from workbook.probes import unguarded, value_and_grads

SIGMAS = 5.5
TABLES = ("betas", "alphas", "alpha_bar", "alpha_bar_prev", "posterior_variance")


@scenario("diffusion_schedule", weight=1.5, cases={f"{T} steps": dict(T=T) for T in (1, 10, 1000)})
def test_diffusion_schedule_linear(m, draw, T):
    return m.linear_betas(T)


@scenario(
    "diffusion_schedule", weight=1.5, cases={"default": {}, "own": dict(s=0.05, max_beta=0.7)}
)
def test_diffusion_schedule_cosine(m, draw, **options):
    return [m.cosine_betas(T, **options) for T in (1, 7, 50)]


def betas(draw, T=7):
    """Draw a schedule of one's own, in float64."""
    return draw.uniform(T, low=0.02, high=0.5, dtype=torch.float64)


@scenario("diffusion_schedule", weight=2, cases={"7 steps": dict(T=7), "1 step": dict(T=1)})
def test_diffusion_schedule_tables(m, draw, T):
    schedule = m.Schedule(betas(draw, T))
    return {name: getattr(schedule, name) for name in TABLES} | {"snr": schedule.snr()}


SHAPES = {"points": dict(more=(3,)), "images": dict(more=(2, 3, 5)), "numbers": dict(more=())}


@scenario("diffusion_schedule", weight=3, cases=SHAPES)
def test_diffusion_schedule_jumps(m, draw, more):
    b, t = betas(draw), draw.integers(5, high=7)
    x, noise = draw.normal(5, *more), draw.normal(5, *more)
    schedule = m.Schedule(b)
    return {
        name: getattr(schedule, name)(x, t, noise)
        for name in ("q_sample", "predict_x0", "v_target")
    }


@scenario("diffusion_schedule", weight=1)
def test_diffusion_schedule_there_and_back(m, draw):
    b, x, noise = betas(draw), draw.normal(7, 2), draw.normal(7, 2)
    t, schedule = torch.arange(7, device=x.device), m.Schedule(b)
    x_t = schedule.q_sample(x, t, noise)
    return x_t, schedule.predict_x0(x_t, t, noise)


@scenario("diffusion_schedule", weight=0.5, aspect="gradients")
def test_diffusion_schedule_gradients(m, draw):
    b, t = betas(draw), draw.integers(5, high=7)
    schedule = m.Schedule(b)
    x, noise = draw.normal(5, 3, name="x"), draw.normal(5, 3, name="noise")
    return value_and_grads(lambda x, noise: schedule.q_sample(x, t, noise), x, noise)


@scenario("diffusion_schedule", weight=0.5, aspect="robust")
def test_diffusion_schedule_in_float64(m, draw):
    b, t = betas(draw), draw.integers(5, high=7)
    x, noise = draw.normal(2, 5, dtype=torch.float64).T, draw.normal(5, 2, dtype=torch.float64)
    schedule = m.Schedule(b)
    return schedule.q_sample(x, t, noise), schedule.v_target(x, t, noise)


@scenario("diffusion_schedule", weight=1, aspect="efficient", max_ops=200)
def test_diffusion_schedule_no_loops(m, draw):
    t, x, noise = draw.integers(301, high=997), draw.normal(301, 2), draw.normal(301, 2)
    schedule = m.Schedule(m.cosine_betas(997))
    return schedule.q_sample(x, t, noise), m.linear_betas(997).sum()


def schedule(m, draw, T=7):
    return m.Schedule(betas(draw, T))


@scenario(
    "diffusion_steps",
    weight=3,
    cases={"default": {}, "posterior": dict(variance="posterior"), "beta": dict(variance="beta")},
)
def test_diffusion_steps_ddpm(m, draw, **variance):
    x, eps, noise = (draw.normal(5, 3) for _ in range(3))
    steps = schedule(m, draw)
    return [m.ddpm_step(steps, x, t, eps, noise, **variance) for t in (6, 3, 1, 0)]


@scenario("diffusion_steps", weight=3, cases={f"eta {e:g}": dict(eta=e) for e in (0.0, 0.5, 1.0)})
def test_diffusion_steps_ddim(m, draw, eta):
    x, eps, noise = (draw.normal(5, 3) for _ in range(3))
    steps = schedule(m, draw)
    ways = ((6, 3), (6, 5), (4, 0), (3, -1), (0, -1))
    return [m.ddim_step(steps, x, t, t_prev, eps, eta, noise) for t, t_prev in ways]


@scenario("diffusion_steps", weight=0.5)
def test_diffusion_steps_ddim_is_ddpm(m, draw):
    x, eps, noise = (draw.normal(5, 2, 3) for _ in range(3))
    steps = schedule(m, draw)
    ddim = [m.ddim_step(steps, x, t, t - 1, eps, 1.0, noise) for t in (5, 1, 0)]
    return ddim, [m.ddpm_step(steps, x, t, eps, noise) for t in (5, 1, 0)]


@scenario("diffusion_steps", weight=1, cases={f"w = {w:g}": dict(w=w) for w in (0.0, 1.0, 3.5)})
def test_diffusion_steps_guidance(m, draw, w):
    return m.cfg(draw.normal(5, 3), draw.normal(5, 3), w)


def predictor(weight):
    """A small model of points and steps; the steps must be whole numbers for each sample."""

    def model(x, t):
        if t.shape != (len(x),) or t.is_floating_point():
            message = f"the model needs int64 steps of shape ({len(x)},), got {tuple(t.shape)}"
            raise ValueError(message)
        return torch.tanh(x @ weight + t[:, None] / 5) * weight.sum()

    return model


@scenario("diffusion_steps", weight=2)
def test_diffusion_steps_sample(m, draw):
    weight, x_T, noises = draw.normal(2, 2), draw.normal(5, 2), draw.normal(7, 5, 2)
    steps = schedule(m, draw)
    return m.sample(steps, predictor(weight.requires_grad_()), x_T, noises)


@scenario("diffusion_steps", weight=1.5)
def test_diffusion_steps_ddim_sample(m, draw):
    weight, x_T = draw.normal(2, 2), draw.normal(5, 2)
    steps, model = schedule(m, draw), predictor(weight)
    return [
        m.ddim_sample(steps, model, x_T, times) for times in ([6, 5, 4, 3, 2, 1, 0], [6, 2], [4])
    ]


@scenario("diffusion_steps", weight=0.5, aspect="gradients")
def test_diffusion_steps_gradients(m, draw):
    x, eps, noise = (draw.normal(5, 3) for _ in range(3))
    steps = schedule(m, draw)
    return value_and_grads(lambda x, e, z: m.ddim_step(steps, x, 4, 1, e, 0.7, z), x, eps, noise)


@scenario("diffusion_steps", weight=0.5, aspect="robust")
def test_diffusion_steps_in_float64(m, draw):
    x, eps, noise = (draw.normal(5, 3, dtype=torch.float64) for _ in range(3))
    steps = schedule(m, draw)
    return m.ddpm_step(steps, x, 4, eps, noise), m.ddim_step(steps, x, 4, 1, eps, 0.5, noise)


SAMPLES, T_ORACLE, MEAN, SD = 4000, 20, 1.5, 0.6


def pure_noise(draw):
    """Noise for many samples; the data are N(MEAN, SD²), so the best prediction is known."""
    gen = draw.generator("noise")
    options = dict(generator=gen, dtype=torch.float64)
    x_T, noises = torch.randn(SAMPLES, 1, **options), torch.randn(T_ORACLE, SAMPLES, 1, **options)
    T = torch.linspace(0.01, 0.4, T_ORACLE, dtype=torch.float64)
    return {"x_T": x_T, "noises": noises, "betas": T}, {"betas": T}


def oracle(alpha_bar):
    """The exact prediction of the noise for normal data."""

    def model(x, t):
        a = alpha_bar[t][:, None]
        return (1 - a).sqrt() * (x - a.sqrt() * MEAN) / (a * SD**2 + 1 - a)

    return model


def is_the_exact_law(samples, kept):
    """Follow mean and variance of x_t through every step, and compare the samples with the last."""
    alpha = 1 - kept["betas"]
    bar = alpha.cumprod(0).tolist()
    mean, variance = 0.0, 1.0
    for t in reversed(range(T_ORACLE)):
        a, beta = bar[t], float(kept["betas"][t])
        slope = 1 / (a * SD**2 + 1 - a)  # eps_hat = √(1 − ᾱ) slope (x − √ᾱ MEAN)
        scale = 1 / math.sqrt(1 - beta)
        mean = scale * (mean - beta * slope * (mean - math.sqrt(a) * MEAN))
        variance *= (scale * (1 - beta * slope)) ** 2
        if t:
            variance += beta * (1 - bar[t - 1]) / (1 - a)
    got_mean, got_variance = float(samples.mean()), float(samples.var())
    off_mean = SIGMAS * math.sqrt(variance / SAMPLES)
    off_variance = SIGMAS * variance * math.sqrt(2 / (SAMPLES - 1))
    if abs(got_mean - mean) <= off_mean and abs(got_variance - variance) <= off_variance:
        return None
    return Failed(
        f"with the exact noise prediction for N({MEAN}, {SD}²) your {T_ORACLE} steps should give "
        f"mean {mean:.3f} ± {off_mean:.3f} and variance {variance:.3f} ± {off_variance:.3f}; "
        f"{SAMPLES} samples have {got_mean:.3f} and {got_variance:.3f}"
    )


@scenario("diffusion_steps", weight=0.5, given=pure_noise, check=is_the_exact_law)
def test_diffusion_steps_exact_law(m, draw, shown):
    with unguarded():
        model = oracle((1 - shown["betas"]).cumprod(0))
    return m.sample(m.Schedule(shown["betas"]), model, shown["x_T"], shown["noises"])


@scenario("diffusion_steps", weight=0.5, aspect="efficient", max_ops=4_000)
def test_diffusion_steps_no_loop_over_samples(m, draw):
    weight, x_T, noises = draw.normal(2, 2), draw.normal(211, 2), draw.normal(11, 211, 2)
    steps = schedule(m, draw, 11)
    return m.sample(steps, predictor(weight), x_T, noises)
