"""Generative adversarial networks: losses, one step of the game, a training."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional as F

LATENT = 8


def generator() -> nn.Sequential:
    """Make a small generator, (n, LATENT) → (n, 2); given."""
    return nn.Sequential(
        nn.Linear(LATENT, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 2)
    )


def discriminator() -> nn.Sequential:
    """Make a small discriminator, (n, 2) → logits (n, 1); given."""
    return nn.Sequential(
        nn.Linear(2, 64), nn.LeakyReLU(0.2), nn.Linear(64, 64), nn.LeakyReLU(0.2), nn.Linear(64, 1)
    )


def d_loss(real_logits: Tensor, fake_logits: Tensor, kind: str = "bce") -> Tensor:
    """Compute the loss of a discriminator (for ``"wgan"``: of a critic).

    **The discriminator returns logits: ``D = σ(logit)`` is the probability of "real". Means are
    taken over the real and over the fake batch separately**; the two may differ in size.
    With ``r`` for the real logits and ``f`` for the fake ones:

        bce      mean(−log σ(r)) + mean(−log(1 − σ(f)))
        lsgan    ½ mean((r − 1)²) + ½ mean(f²)
        hinge    mean(max(0, 1 − r)) + mean(max(0, 1 + f))
        wgan     −mean(r) + mean(f)

    Logits may be in the thousands: ``−log σ(r) = softplus(−r)`` is then about ``|r|`` or 0, never
    infinite, and has a finite gradient.

    Source: Goodfellow et al., 2014; Mao et al., 2017; Lim and Ye, 2017; Arjovsky et al., 2017.

    Args:
        real_logits: of real samples, ``(n,)`` or ``(n, 1)``.
        fake_logits: of generated ones, ``(m,)`` or ``(m, 1)``.
        kind: ``"bce"``, ``"lsgan"``, ``"hinge"`` or ``"wgan"``.

    Returns:
        A 0-dim tensor.

    Raises:
        ValueError: for another kind.

    """
    ### BEGIN SOLUTION
    r, f = real_logits, fake_logits
    if kind == "bce":
        return F.softplus(-r).mean() + F.softplus(f).mean()
    if kind == "lsgan":
        return 0.5 * (r - 1).square().mean() + 0.5 * f.square().mean()
    if kind == "hinge":
        return F.relu(1 - r).mean() + F.relu(1 + f).mean()
    if kind == "wgan":
        return f.mean() - r.mean()
    message = f"no such kind of loss: {kind!r}"
    raise ValueError(message)
    ### END SOLUTION


def g_loss(fake_logits: Tensor, kind: str = "bce", saturating: bool = False) -> Tensor:
    """Compute the loss of a generator.

    With ``f`` for the discriminator's logits of the fakes:

        bce                       mean(−log σ(f))                the non-saturating loss
        bce, saturating=True      mean(log(1 − σ(f)))            the minimax loss of the paper
        lsgan                     ½ mean((f − 1)²)
        hinge, wgan               −mean(f)

    ``saturating`` matters for ``"bce"`` only. Logits may be in the thousands.

    Args:
        fake_logits: ``(m,)`` or ``(m, 1)``.
        kind: as in ``d_loss``.
        saturating: which of the two ``"bce"`` losses.

    Returns:
        A 0-dim tensor.

    Raises:
        ValueError: for another kind.

    """
    ### BEGIN SOLUTION
    f = fake_logits
    if kind == "bce":
        return -F.softplus(f).mean() if saturating else F.softplus(-f).mean()
    if kind == "lsgan":
        return 0.5 * (f - 1).square().mean()
    if kind in {"hinge", "wgan"}:
        return -f.mean()
    message = f"no such kind of loss: {kind!r}"
    raise ValueError(message)
    ### END SOLUTION


def gradient_penalty(
    D: Callable[[Tensor], Tensor], real: Tensor, fake: Tensor, u: Tensor
) -> Tensor:
    """Compute the gradient penalty of WGAN-GP.

    Between every real and its fake a point is drawn, and there the critic's gradient by its *input*
    should have length 1:

        x̂_b = u_b · real_b + (1 − u_b) · fake_b                 one u for each sample
        penalty = (1/B) Σ_b (‖∇ D(x̂_b)‖₂ − 1)²                  the norm over all axes of a sample

    The penalty is a loss: it must be differentiable by D's parameters, through the gradient. Where
    a gradient is exactly 0 its norm is 0, and what is then differentiated must stay finite (the
    slope of √ at 0 is not; ``torch.linalg.vector_norm`` takes 0 there).

    Source: Gulrajani et al., 2017.

    Args:
        D: the critic, ``(B, …)`` to ``(B,)`` or ``(B, 1)``, each sample by itself.
        real: ``(B, …)``.
        fake: like ``real``.
        u: uniform on [0, 1], ``(B,)``.

    Returns:
        A 0-dim tensor.

    """
    ### BEGIN SOLUTION
    B = len(real)
    share = u.reshape(B, *[1] * (real.dim() - 1))  # (B, 1, …)
    between = share * real.detach() + (1 - share) * fake.detach()
    between.requires_grad_()
    (grad,) = torch.autograd.grad(D(between).sum(), between, create_graph=True)
    norm = torch.linalg.vector_norm(grad.flatten(1), dim=1)  # (B,)
    return (norm - 1).square().mean()
    ### END SOLUTION


def gan_step(
    G: nn.Module,
    D: nn.Module,
    opt_g: torch.optim.Optimizer,
    opt_d: torch.optim.Optimizer,
    real: Tensor,
    z1: Tensor,
    z2: Tensor,
    kind: str = "bce",
) -> dict[str, float]:
    """Play one round: one update of the discriminator, then one of the generator.

    1. Discriminator: fakes ``G(z1)``, ``d_loss`` of ``D(real)`` and ``D(fakes)``, one step of
       ``opt_d``. Nothing of this reaches G: it is not differentiated through, and when
       ``opt_d.step()`` is called no parameter of G has received a gradient.
    2. Generator: **fresh** fakes ``G(z2)``, judged by the D that has *just been updated*;
       ``g_loss`` (not saturating), one step of ``opt_g``. D does not move.

    Gradients never add up: not from one half of the round to the other, and not over rounds.
    Whatever the parameters' ``grad`` held before the call has no influence.

    Args:
        G: the generator, ``(n, Z)`` to samples.
        D: the discriminator, samples to logits ``(n, 1)``.
        opt_g: the optimiser of G's parameters.
        opt_d: the optimiser of D's parameters.
        real: real samples, ``(n, …)``.
        z1: latents for the discriminator's fakes.
        z2: latents for the generator's fakes.
        kind: of ``d_loss`` and ``g_loss``.

    Returns:
        The two losses, ``d_loss`` and ``g_loss``, as Python floats.

    """
    ### BEGIN SOLUTION
    with torch.no_grad():
        fakes = G(z1)
    loss_d = d_loss(D(real), D(fakes), kind)
    opt_d.zero_grad()
    opt_g.zero_grad()
    loss_d.backward()
    opt_d.step()
    loss_g = g_loss(D(G(z2)), kind)
    loss_g.backward()
    opt_g.step()
    opt_d.zero_grad()
    return {"d_loss": loss_d.item(), "g_loss": loss_g.item()}
    ### END SOLUTION


def train_gan(
    data: Callable[[int], Tensor], seed: int, max_steps: int = 500
) -> tuple[nn.Module, list[dict[str, float]]]:
    """Train a generator on points in the plane.

    1. ``torch.manual_seed(seed)``, then ``generator()`` and ``discriminator()``, both given.
    2. ``max_steps`` rounds of ``gan_step``, each with a new real batch ``data(n)`` and new standard
       normal latents ``(n, LATENT)``, twice. Batches of 128, the ``"bce"`` losses and Adam with
       betas (0.5, 0.99) do well, with 3e-3 for the generator and 5e-3 for the discriminator, which
       should stay ahead a little.
    3. Note what every round returns.

    The same ``seed`` (and the same data) must give the same result. One run should take half a
    second.

    Args:
        data: returns n fresh real points, ``(n, 2)``; each call returns others.
        seed: of everything that you draw.
        max_steps: the number of rounds.

    Returns:
        The generator, and the list of the rounds' losses.

    """
    ### BEGIN SOLUTION
    torch.manual_seed(seed)
    G, D = generator(), discriminator()
    opt_g = torch.optim.Adam(G.parameters(), lr=3e-3, betas=(0.5, 0.99))
    opt_d = torch.optim.Adam(D.parameters(), lr=5e-3, betas=(0.5, 0.99))
    rounds = []
    for _ in range(max_steps):
        z1, z2 = torch.randn(2, 128, LATENT)
        rounds.append(gan_step(G, D, opt_g, opt_d, data(128), z1, z2))
    return G, rounds
    ### END SOLUTION
