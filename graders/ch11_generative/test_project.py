"""Scenarios for the project: a diffusion model of two moons."""

import math

import torch

from workbook.data.moons import moons
from workbook.exercise import Failed, scenario
from workbook.probes import fill, value_and_grads

EX = "train_ddpm"
ENERGY_BAR, SLICED_BAR = 0.025, 0.2  # see bars.md
SAMPLES, STEPS, DIRECTIONS = 1000, 50, 50
JUMPY = 0.4  # the losses of mixed batches scatter by a tenth of their mean
ROUNDING = 1e-4


def small_model(m, draw):
    """Build the learner's model of drawn data, with drawn weights."""
    data = draw.normal(23, 3, name="data") * torch.tensor([5.0, 2, 1]).to(draw.device) + 7
    model = m.DDPM(data.to(draw.dtype), T=7, hidden=5)
    fill(model.net, draw)
    return model


@scenario(EX, weight=1)
def test_train_ddpm_normalisation(m, draw):
    model = small_model(m, draw)
    return dict(model.named_buffers()), model.schedule.betas


@scenario(EX, weight=2)
def test_train_ddpm_loss(m, draw):
    x, t, noise = draw.normal(11, 3, shift=5.0), draw.integers(11, high=7), draw.normal(11, 3)
    return small_model(m, draw).loss(x, t, noise)


@scenario(EX, weight=1, aspect="gradients")
def test_train_ddpm_loss_gradients(m, draw):
    x, t, noise = draw.normal(11, 3, shift=5.0), draw.integers(11, high=7), draw.normal(11, 3)
    model = small_model(m, draw)
    return value_and_grads(lambda x: model.loss(x, t, noise), x)


@scenario(EX, weight=2)
def test_train_ddpm_sample(m, draw):
    x_T, noises = draw.normal(5, 3), draw.normal(7, 5, 3)
    return small_model(m, draw).sample(x_T, noises)


def strange_moons(draw):
    """Moons in strange units, turned and moved; the held-out ones never leave the trusted side."""
    turn, scale = draw.number(0.0, 6.28), draw.number(3.0, 9.0)
    move = torch.tensor([draw.number(-20.0, 20.0) for _ in range(2)])
    c, s = math.cos(turn), math.sin(turn)
    rotation = scale * torch.tensor([[c, s], [-s, c]])
    train, held_out = (
        moons(n, seed=draw.seed(k))[0] for n, k in ((2000, "train"), (SAMPLES, "held out"))
    )
    gen = draw.generator("noise")
    noise = torch.randn(SAMPLES, 2, generator=gen), torch.randn(STEPS, SAMPLES, 2, generator=gen)
    shown = {
        "train": train @ rotation + move,
        "seeds": [draw.seed("one"), draw.seed("other")],
        "noise": lambda: noise,
    }
    mean, std = train.mean(0), float(((train - train.mean(0)) ** 2).mean() ** 0.5)
    kept = {
        "held_out": (held_out - mean) / std,
        "undo": lambda x: ((x - move) @ rotation.T / scale**2 - mean) / std,
        "directions": torch.randn(2, DIRECTIONS, generator=gen),
    }
    return shown, kept


def energy(a, b):
    """Return the squared energy distance of two samples."""
    return float(2 * torch.cdist(a, b).mean() - torch.cdist(a, a).mean() - torch.cdist(b, b).mean())


def sliced(a, b, directions):
    """Return the sliced Wasserstein distance: sorted projections, root mean square apart."""
    directions = directions / directions.norm(dim=0)
    apart = (a @ directions).sort(0).values - (b @ directions).sort(0).values
    return float(apart.pow(2).mean() ** 0.5)


def measured(evidence, kept):
    """Return both distances to the held-out moons, on average over the trainings."""
    rows = []
    for samples in evidence["samples"]:
        x = kept["undo"](samples)
        apart = sliced(x, kept["held_out"], kept["directions"])
        rows.append([energy(x, kept["held_out"]), apart])
    return torch.tensor(rows).mean(0).tolist()


def looks_like_moons(evidence, kept):
    """Judge the distance of the samples to held-out moons, in normalised units."""
    for samples in evidence["samples"]:
        if samples.shape != (SAMPLES, 2) or not samples.isfinite().all():
            return Failed("the samples should be finite points, (n, 2)")
    for losses in evidence["losses"]:
        late = torch.tensor(losses[-200:])
        if float(late.std()) > JUMPY * float(late.mean()):
            return Failed(
                f"the losses of the last steps jump between {float(late.min()):.2f} and "
                f"{float(late.max()):.2f}: each row of a batch needs a step t of its own, so that "
                "every batch holds all noise levels",
                misconception="one step for the whole batch",
            )
    mean_energy, mean_sliced = measured(evidence, kept)
    if mean_energy <= ENERGY_BAR and mean_sliced <= SLICED_BAR:
        return None
    return Failed(
        f"your samples have an energy distance of {mean_energy:.4f} to moons that you never saw "
        f"(at most {ENERGY_BAR} is asked for; a normal cloud has 0.060) and a sliced Wasserstein "
        f"distance of {mean_sliced:.3f} (at most {SLICED_BAR}), on average over two trainings"
    )


@scenario(EX, weight=4, given=strange_moons, check=looks_like_moons, slow=True, timeout=60)
def test_train_ddpm_moons(m, draw, shown):
    trained = [m.train_ddpm(shown["train"], seed) for seed in shown["seeds"]]
    x_T, noises = shown["noise"]()
    return {
        "samples": [model.sample(x_T, noises) for model, _ in trained],
        "losses": [losses for _, losses in trained],
    }


def two_seeds(draw):
    """Two different seeds, and points."""
    return {"seeds": [draw.seed("one"), draw.seed("other")], "x": moons(200)[0]}, None


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


@scenario(EX, weight=0.5, aspect="robust", given=two_seeds, check=follows_the_seed)
def test_train_ddpm_repeatable(m, draw, shown):
    one, other = shown["seeds"]
    return [m.train_ddpm(shown["x"], seed, max_steps=4)[1] for seed in (one, one, other)]
