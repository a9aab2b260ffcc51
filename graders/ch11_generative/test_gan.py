"""Scenarios for the losses of GANs, the round of their game and a training."""

import math

import torch
from torch import nn

from workbook.data.moons import ring
from workbook.exercise import Failed, scenario
from workbook.probes import fill, number, raises, value_and_grads

SIGMAS = 5.5
ROUNDING = 1e-5
MODES_BAR, NEAR_BAR = 7, 0.4  # see bars.md
FEWEST = 20  # of 2000 samples: a mode that is there
KINDS = {kind: dict(kind=kind) for kind in ("bce", "lsgan", "hinge", "wgan")}


@scenario("gan_losses", weight=3, cases=KINDS)
def test_gan_losses_discriminator(m, draw, kind):
    return value_and_grads(
        lambda real, fake: m.d_loss(real, fake, kind), draw.normal(7, 1), draw.normal(5, 1)
    )


@scenario("gan_losses", weight=3, cases={**KINDS, "minimax": dict(kind="bce", saturating=True)})
def test_gan_losses_generator(m, draw, **how):
    return value_and_grads(lambda fake: m.g_loss(fake, **how), draw.normal(7))


@scenario("gan_losses", weight=0.5)
def test_gan_losses_defaults(m, draw):
    real, fake = draw.normal(5), draw.normal(5)
    return m.d_loss(real, fake), m.g_loss(fake)


@scenario("gan_losses", weight=1.5, aspect="robust")
def test_gan_losses_confident(m, draw):
    real, fake = draw.normal(7, scale=1000.0), draw.normal(7, scale=1000.0)
    return {
        "d_loss": value_and_grads(m.d_loss, real, fake),
        "g_loss": value_and_grads(m.g_loss, fake),
        "minimax": value_and_grads(lambda f: m.g_loss(f, "bce", saturating=True), fake),
    }


@scenario("gan_losses", weight=0.5, aspect="robust")
def test_gan_losses_unknown_kind(m, draw):
    real, fake = draw.normal(3), draw.normal(3)
    return [raises(lambda: m.d_loss(real, fake, "js")), raises(lambda: m.g_loss(fake, "js"))]


ATOMS = 5


def two_dice(draw):
    """Two distributions over a few faces, as batches in exact proportion."""
    p, q = (draw.integers(ATOMS, low=2, high=12, name=name) for name in "pq")
    p, q = p * int(q.sum()), q * int(p.sum())  # counts of equal sum
    logit = (p / q).log().double()  # of the best discriminator, p / (p + q)
    shown = {"real": logit.repeat_interleave(p), "fake": logit.repeat_interleave(q)}
    return shown, {"p": p / p.sum(), "q": q / q.sum()}


def is_the_divergence(loss, kept):
    """Compare the best discriminator's loss with the Jensen–Shannon divergence."""
    p, q = kept["p"].double(), kept["q"].double()
    middle = (p + q) / 2
    js = 0.5 * float((p * (p / middle).log()).sum() + (q * (q / middle).log()).sum())
    exact = math.log(4) - 2 * js
    if abs(float(loss) - exact) <= ROUNDING:
        return None
    return Failed(
        f"with the best discriminator the loss is log 4 − 2 JS(p, q) = {exact:.4f}; yours is "
        f"{float(loss):.4f}"
    )


@scenario("gan_losses", weight=0.5, given=two_dice, check=is_the_divergence)
def test_gan_losses_best_discriminator(m, draw, shown):
    return m.d_loss(shown["real"], shown["fake"])


def critic(w1, b1, w2):
    """A small critic of samples of any shape."""

    def D(x):
        return torch.tanh(x.flatten(1) @ w1 + b1) @ w2

    return D


def parts(draw, pixels, options):
    return draw.normal(pixels, 4), draw.normal(4), draw.normal(4, *options)


@scenario("gan_losses", weight=3, cases={"points": dict(shape=(3,)), "images": dict(shape=(2, 3))})
def test_gan_losses_penalty(m, draw, shape):
    real, fake, u = draw.normal(5, *shape), draw.normal(5, *shape, shift=1.0), draw.uniform(5)
    D = critic(*parts(draw, math.prod(shape), (1,)))
    return m.gradient_penalty(D, real, fake, u)


@scenario("gan_losses", weight=2, aspect="gradients")
def test_gan_losses_penalty_gradients(m, draw):
    real, fake, u = draw.normal(5, 3), draw.normal(5, 3, shift=1.0), draw.uniform(5)
    weights = parts(draw, 3, ())
    return value_and_grads(lambda *w: m.gradient_penalty(critic(*w), real, fake, u), *weights)


@scenario("gan_losses", weight=1)
def test_gan_losses_penalty_linear(m, draw):
    real, fake, u, w = draw.normal(7, 3), draw.normal(7, 3), draw.uniform(7), draw.normal(3)
    return value_and_grads(lambda w: m.gradient_penalty(lambda x: x @ w, real, fake, u), w)


@scenario("gan_losses", weight=1, aspect="robust")
def test_gan_losses_penalty_flat(m, draw):
    real, fake, u = draw.normal(5, 3), draw.normal(5, 3), draw.uniform(5)
    w = draw.normal(3)
    flat = torch.tensor([False, True, False, True, False], device=u.device)[:, None]
    real, fake = (torch.where(flat, -5 * w, x) for x in (real, fake))  # where the relu is 0
    return value_and_grads(lambda w: m.gradient_penalty(lambda x: (x @ w).relu(), real, fake, u), w)


class Watched(torch.optim.SGD):
    """An optimiser that notes what gradients another module has whenever it steps."""

    def __init__(self, module, other, lr):
        super().__init__(module.parameters(), lr=lr)
        self.other, self.seen = other, []

    def step(self, *args, **kwargs):
        """Note the gradients, then step."""
        grads = [p.grad for p in self.other.parameters()]
        zeros = [torch.zeros_like(p) for p in self.other.parameters()]
        self.seen.append([z if g is None else g.clone() for g, z in zip(grads, zeros, strict=True)])
        return super().step(*args, **kwargs)


class Net(nn.Module):
    """A small network, filled by name."""

    def __init__(self, width_in, width_out, name):
        super().__init__()
        self.add_module(f"{name}_first", nn.Linear(width_in, 5))
        self.add_module(f"{name}_last", nn.Linear(5, width_out))

    def forward(self, x):
        """Pass x through both layers."""
        first, last = self.children()
        return last(torch.tanh(first(x)))


def players(draw):
    """Two networks and their optimisers, one of which watches the other."""
    G, D = fill(Net(3, 2, "g"), draw), fill(Net(2, 1, "d"), draw)
    opt_d = Watched(D, G, lr=0.25)
    return G, D, torch.optim.SGD(G.parameters(), lr=0.5), opt_d


def positions(*modules):
    return [{n: p.detach().clone() for n, p in module.named_parameters()} for module in modules]


def latents(draw):
    return draw.normal(7, 2), draw.normal(7, 3), draw.normal(5, 3)


def told(result):
    return {name: number(value) for name, value in result.items()}


@scenario("gan_step", weight=3, cases=KINDS)
def test_gan_step_one_round(m, draw, kind):
    real, z1, z2 = latents(draw)
    G, D, opt_g, opt_d = players(draw)
    losses = m.gan_step(G, D, opt_g, opt_d, real, z1, z2, kind)
    return told(losses), positions(G, D)


@scenario("gan_step", weight=3)
def test_gan_step_three_rounds(m, draw):
    rounds = [latents(draw) for _ in range(3)]
    G, D, opt_g, opt_d = players(draw)
    losses = [told(m.gan_step(G, D, opt_g, opt_d, *batch)) for batch in rounds]
    return losses, positions(G, D)


@scenario("gan_step", weight=2, aspect="gradients")
def test_gan_step_generator_out_of_it(m, draw):
    batch = latents(draw)
    G, D, opt_g, opt_d = players(draw)
    m.gan_step(G, D, opt_g, opt_d, *batch)
    return {"gradients of G when D steps": opt_d.seen}


@scenario("gan_step", weight=1, aspect="robust")
def test_gan_step_old_gradients(m, draw):
    real, z1, z2 = latents(draw)
    G, D, opt_g, opt_d = players(draw)
    for parameter in (*G.parameters(), *D.parameters()):
        parameter.grad = torch.full_like(parameter, 3.0)
    m.gan_step(G, D, opt_g, opt_d, real, z1, z2)
    return positions(G, D)


class Stream:
    """Fresh real points at every call; it counts the calls."""

    def __init__(self, points):
        self.points, self.at, self.calls = points, 0, 0

    def __call__(self, n):
        """Return the next n points."""
        rows = torch.arange(self.at, self.at + n) % len(self.points)
        self.at, self.calls = self.at + n, self.calls + 1
        return self.points[rows]


def turned_ring(draw):
    """A ring of bumps, turned and moved; the places are kept."""
    turn, move = draw.number(0.0, 0.78), torch.tensor([draw.number(-0.5, 0.5) for _ in range(2)])
    c, s = math.cos(turn), math.sin(turn)
    rotation = torch.tensor([[c, s], [-s, c]])
    angles = torch.arange(8) * math.pi / 4
    places = 2 * torch.stack((torch.cos(angles), torch.sin(angles)), dim=-1)
    x = ring(20_000, seed=draw.seed("points"))[0] @ rotation + move
    z = torch.randn(2000, 8, generator=draw.generator("z"))
    shown = {"x": x, "seeds": [draw.seed("one"), draw.seed("other")], "z": lambda: z}
    return shown, {"places": places @ rotation + move}


def measured(evidence, kept):
    """Return how many bumps are hit and which share of samples hits one, on average."""
    rows = []
    for samples in evidence:
        distance, nearest = torch.cdist(samples, kept["places"]).min(1)
        hit = distance < 0.3
        counts = torch.bincount(nearest[hit], minlength=8)
        rows.append([float((counts >= FEWEST).sum()), float(hit.double().mean())])
    return torch.tensor(rows).mean(0).tolist()


def covers_the_ring(evidence, kept):
    """Judge how many bumps are hit, and how many samples hit one."""
    for samples in evidence:
        if samples.shape != (2000, 2) or not samples.isfinite().all():
            return Failed("the generator should turn latents (n, 8) into finite points (n, 2)")
    modes, near = measured(evidence, kept)
    if modes >= MODES_BAR and near >= NEAR_BAR:
        return None
    what = "mode collapse: " if near >= NEAR_BAR else ""
    untrained = all(float(samples.std(0).max()) < 0.5 for samples in evidence)
    return Failed(
        f"{what}of 8 bumps your generators hit {modes:g} on average over two seeds (at least "
        f"{MODES_BAR} is asked for), and {near:.2f} of their samples lie within 3 sd of one (at "
        f"least {NEAR_BAR})",
        misconception="generator never moves" if untrained else None,
    )


@scenario("train_gan", weight=3, given=turned_ring, check=covers_the_ring, slow=True, timeout=60)
def test_train_gan_ring(m, draw, shown):
    trained = [m.train_gan(Stream(shown["x"]), seed)[0] for seed in shown["seeds"]]
    z = shown["z"]()
    with torch.no_grad():
        return [G(z) for G in trained]


def two_seeds(draw):
    """Two different seeds, and points."""
    x = ring(1000, seed=draw.seed("points"))[0]
    return {"seeds": [draw.seed("one"), draw.seed("other")], "x": x}, None


def follows_the_seed(evidence, _kept):
    """Judge short trainings: a loss pair a round, fresh data each, the same for the same seed."""
    (first, calls), (again, _), (other, _) = evidence
    if len(first) != 4:
        return Failed(f"max_steps=4 should give the losses of 4 rounds, yours gave {len(first)}")
    if calls < 4:
        return Failed(
            f"4 rounds asked for real points {calls} times; every round needs new ones",
            misconception="one real batch for all",
        )

    def apart(a, b):
        return max(
            abs(x[k] - y[k]) for x, y in zip(a, b, strict=True) for k in ("d_loss", "g_loss")
        )

    if apart(first, again) > ROUNDING:
        message = "two trainings with the same seed have different losses"
        return Failed(message, misconception="seed ignored")
    if apart(first, other) < ROUNDING:
        return Failed("trainings with different seeds have the same losses")
    if not 0 < first[0]["d_loss"] < 3:
        return Failed("an untrained discriminator has a loss of about log 4 = 1.39")
    return None


@scenario("train_gan", weight=1, aspect="robust", given=two_seeds, check=follows_the_seed)
def test_train_gan_repeatable(m, draw, shown):
    runs = []
    one, other = shown["seeds"]
    for seed in (one, one, other):
        stream = Stream(shown["x"])
        rounds = m.train_gan(stream, seed, max_steps=4)[1]
        runs.append(([told(losses) for losses in rounds], stream.calls))
    return runs
