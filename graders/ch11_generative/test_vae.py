"""Scenarios for the variational auto-encoder and the importance-weighted bound."""

import math
from types import SimpleNamespace

import torch

from workbook.data import digits
from workbook.exercise import Failed, scenario
from workbook.probes import fill, module_value_and_grads, value_and_grads

SIGMAS = 5.5
LOSS_BAR, KL_BAR, PROBE_BAR = 26.0, 1.0, 0.6  # see bars.md
NOISE_COSTS = 6.0  # nats, far more than the 1 or 2 of a VAE that has met noise
ROUNDING = 1e-4


@scenario("VAE", weight=1.5)
def test_VAE_reparameterise(m, draw):
    mu, logvar = draw.normal(5, 3), draw.normal(5, 3)
    several = m.reparameterise(mu, logvar, draw.normal(2, 5, 3, name="several"))
    return m.reparameterise(mu, logvar, draw.normal(5, 3, name="eps")), several


@scenario("VAE", weight=1, aspect="gradients")
def test_VAE_reparameterise_gradients(m, draw):
    return value_and_grads(m.reparameterise, *(draw.normal(5, 3) for _ in range(3)))


def batch(draw, scale=2.0):
    """Draw pixels, logits and latents."""
    return (
        draw.uniform(5, 11),
        draw.normal(5, 11, scale=scale),
        draw.normal(5, 3),
        draw.normal(5, 3),
    )


@scenario("VAE", weight=2.5, cases={"beta 1": {}, "beta 0.25": dict(beta=0.25)})
def test_VAE_loss(m, draw, **beta):
    return m.vae_loss(*batch(draw), **beta)


@scenario("VAE", weight=1, aspect="gradients")
def test_VAE_loss_gradients(m, draw):
    x, *outputs = batch(draw)
    return value_and_grads(lambda *args: m.vae_loss(x, *args, beta=2.0)["total"], *outputs)


@scenario("VAE", weight=1, aspect="robust")
def test_VAE_confident_logits(m, draw):
    x, logits, mu, logvar = batch(draw)
    x = torch.where(draw.mask(5, 11), x.round(), x)

    def total(logits):
        return m.vae_loss(x, logits, mu, logvar)["total"]

    return value_and_grads(total, 2000 * logits)


def model(m, draw, **sizes):
    """Build the learner's model with drawn parameters."""
    return fill(m.VAE(11, 7, 3, **sizes), draw)


@scenario("VAE", weight=1.5)
def test_VAE_forward(m, draw):
    x, eps, z = draw.uniform(5, 11), draw.normal(5, 3), draw.normal(2, 4, 3)
    vae = model(m, draw)
    return vae(x, eps), vae.encode(x), vae.decode(z)


@scenario("VAE", weight=1, aspect="gradients")
def test_VAE_forward_gradients(m, draw):
    x, eps = draw.uniform(5, 11), draw.normal(5, 3)
    return module_value_and_grads(model(m, draw), x, eps)


@scenario("VAE", weight=1, cases={"2 points": dict(n=2), "5 points": dict(n=5)})
def test_VAE_interpolate(m, draw, n):
    a, b = draw.uniform(11), draw.uniform(11)
    return model(m, draw).interpolate(a, b, n)


def shuffled_digits(draw):
    """Digits with their pixels in another order; the held-out ones are shown only afterwards."""
    order = draw.permutation(64)
    x, probe, test = (digits(s, flat=True) for s in ("train", "validation", "test"))
    eps = torch.randn(len(test[0]), 8, generator=draw.generator("eps"))
    shown = {
        "train": x[0][:, order],
        "seeds": [draw.seed("one"), draw.seed("other")],
        "held_out": lambda: {"probe": probe[0][:, order], "test": test[0][:, order], "eps": eps},
    }
    return shown, {"x": test[0][:, order], "probe": probe[1], "test": test[1]}


def measured(evidence, kept):
    """Return −ELBO, KL and a nearest neighbour's accuracy, on average over the trainings."""
    x, rows = kept["x"], []
    for run in evidence:
        logits, mu, logvar = run["logits"], run["mu"], run["logvar"]
        pixels = torch.nn.functional.softplus(logits) - x * logits
        kl = (mu**2 + torch.exp(logvar) - logvar).sum(dim=1).mean() / 2 - mu.shape[1] / 2
        nearest = torch.cdist(mu, run["probe"]).argmin(1)
        right = (kept["probe"][nearest] == kept["test"]).double().mean()
        rows.append([float(pixels.sum(1).mean() + kl), float(kl), float(right)])
    return torch.tensor(rows).mean(0).tolist()


def has_learned(evidence, kept):
    """Judge the bound, the KL and what a nearest neighbour knows from the latents."""
    for run in evidence:
        shapes = run["logits"].shape, run["mu"].shape, run["logvar"].shape
        if shapes != (kept["x"].shape, (len(kept["x"]), 8), (len(kept["x"]), 8)):
            return Failed("encode or decode of the trained model returns another shape")
    loss, kl, probe = measured(evidence, kept)
    at_mean, _, _ = measured([{**run, "logits": run["at_mean"]} for run in evidence], kept)
    if loss - at_mean > NOISE_COSTS:
        return Failed(
            f"−ELBO of new digits is {loss:.2f} nats, where at most {LOSS_BAR} is asked for; with "
            f"eps = 0 it would be {at_mean:.2f}: your decoder cannot read a latent with noise",
            misconception="trained without noise",
        )
    if not kl >= KL_BAR:
        return Failed(
            f"the KL term of new digits is {kl:.2f} nats, it should be at least {KL_BAR}: "
            "the encoder says next to nothing (posterior collapse)",
            misconception="beta far too large",
        )
    if not loss <= LOSS_BAR:
        return Failed(
            f"−ELBO of new digits is {loss:.2f} nats on average over two trainings; it "
            f"should be at most {LOSS_BAR}"
        )
    if not probe >= PROBE_BAR:
        return Failed(
            f"the nearest neighbour in your latent space names {probe:.2f} of new digits; "
            f"it should be at least {PROBE_BAR} (chance is 0.10)"
        )
    return None


@scenario("train_vae", weight=3, given=shuffled_digits, check=has_learned, slow=True, timeout=60)
def test_train_vae_digits(m, draw, shown):
    trained = [m.train_vae(shown["train"], seed)[0] for seed in shown["seeds"]]
    held_out = shown["held_out"]()
    runs = []
    with torch.no_grad():
        for vae in trained:
            mu, logvar = vae.encode(held_out["test"])
            logits = vae.decode(mu + torch.exp(0.5 * logvar) * held_out["eps"])
            probe = vae.encode(held_out["probe"])[0]
            run = {"logits": logits, "at_mean": vae.decode(mu), "mu": mu, "logvar": logvar}
            runs.append({**run, "probe": probe})
    return runs


def two_seeds(draw):
    """Two different seeds."""
    return [draw.seed("one"), draw.seed("other")], None


def follows_the_seed(evidence, _kept):
    """Judge the losses of short trainings: one a step, the same for the same seed."""
    first, again, other = evidence
    if len(first) != 4:
        return Failed(f"max_steps=4 should give 4 losses, yours gave {len(first)}")
    if max(abs(a - b) for a, b in zip(first, again, strict=True)) > ROUNDING:
        message = "two trainings with the same seed have different losses"
        return Failed(message, misconception="seed ignored")
    if max(abs(a - b) for a, b in zip(first, other, strict=True)) < ROUNDING:
        return Failed("trainings with different seeds have the same losses")
    return None


@scenario("train_vae", weight=1, aspect="robust", given=two_seeds, check=follows_the_seed)
def test_train_vae_repeatable(m, draw, shown):
    x, (one, other) = draw.uniform(211, 11), shown
    return [m.train_vae(x, seed, max_steps=4, latent=3)[1] for seed in (one, one, other)]


@scenario("iwae", weight=3)
def test_iwae_bound(m, draw):
    log_w = draw.normal(7, 5, scale=2.0)
    return [m.iwae_bound(log_w[:K]) for K in (1, 2, 7)]


@scenario("iwae", weight=2, aspect="robust")
def test_iwae_far_out(m, draw):
    log_w = draw.normal(7, 5, scale=2.0)
    impossible = log_w.clone()
    impossible[:3, 1], impossible[:, 2] = -math.inf, -math.inf
    return m.iwae_bound(log_w - 1e4), m.iwae_bound(log_w + 1e4), m.iwae_bound(impossible)


@scenario("iwae", weight=1, aspect="gradients")
def test_iwae_gradients(m, draw):
    return value_and_grads(m.iwae_bound, draw.normal(7, 5, scale=2.0))


def stand_in(W, b, V, mu_bias, logvar_bias):
    """A small linear model with the methods of a VAE."""
    return SimpleNamespace(
        encode=lambda x: (x @ V + mu_bias, 0.3 * (x @ V) + logvar_bias),
        decode=lambda z: z @ W + b,
    )


@scenario("iwae", weight=3, cases={"1 draw": dict(K=1), "6 draws": dict(K=6)})
def test_iwae_estimate(m, draw, K):
    W, b, V = draw.normal(3, 11), draw.normal(11), draw.normal(11, 3, scale=0.3)
    linear = stand_in(W, b, V, draw.normal(3), draw.normal(3, scale=0.5))
    x, eps = draw.uniform(5, 11), draw.normal(K, 5, 3)
    return m.log_likelihood_estimate(linear, x, eps)


@scenario("iwae", weight=0.5, aspect="gradients")
def test_iwae_estimate_gradients(m, draw):
    x, eps = draw.uniform(5, 11), draw.normal(4, 5, 3)

    def estimate(*parameters):
        return m.log_likelihood_estimate(stand_in(*parameters), x, eps)

    weights = draw.normal(3, 11), draw.normal(11), draw.normal(11, 3, scale=0.3)
    return value_and_grads(estimate, *weights, draw.normal(3), draw.normal(3, scale=0.5))


K_DRAWS = 4000
LOADING, OFFSET, Q_MU, Q_LOGVAR = 2.0, -0.5, 0.6, -0.3


def one_pixel(draw):
    """One pixel, one latent: p(x = 1) is an integral that a grid can do."""
    eps = torch.randn(K_DRAWS, 1, 1, generator=draw.generator("eps"), dtype=torch.float64)
    return {"eps": eps}, None


def is_the_likelihood(estimate, _kept):
    """Compare with numerical integration, in exact standard errors."""
    z = torch.linspace(-12, 12, 40001, dtype=torch.float64)
    prior = torch.exp(-0.5 * z.square()) / math.sqrt(2 * math.pi)
    sd = math.exp(0.5 * Q_LOGVAR)
    q = torch.exp(-0.5 * ((z - Q_MU) / sd).square()) / (sd * math.sqrt(2 * math.pi))
    joint = prior * torch.sigmoid(LOADING * z + OFFSET)
    exact = float(torch.trapezoid(joint, z))
    second = float(torch.trapezoid(joint.square() / q, z))
    bound = SIGMAS * math.sqrt((second - exact**2) / K_DRAWS)
    mean_weight = float(estimate.double().exp())
    if abs(mean_weight - exact) <= bound:
        return None
    return Failed(
        f"for a model of one pixel p(x = 1) is {exact:.4f} by numerical integration; exp of your "
        f"bound with {K_DRAWS} draws is {mean_weight:.4f}, and a right one is within {bound:.4f}"
    )


@scenario("iwae", weight=0.5, given=one_pixel, check=is_the_likelihood)
def test_iwae_exact_likelihood(m, draw, shown):
    linear = SimpleNamespace(
        encode=lambda x: (0 * x + Q_MU, 0 * x + Q_LOGVAR), decode=lambda z: LOADING * z + OFFSET
    )
    return m.log_likelihood_estimate(linear, torch.ones(1, 1, dtype=torch.float64), shown["eps"])
