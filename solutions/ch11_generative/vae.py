"""The variational auto-encoder, and a tighter bound from the same network."""

from __future__ import annotations

import math
from typing import Protocol

import torch
from torch import Tensor, nn
from torch.nn import functional as F


def reparameterise(mu: Tensor, logvar: Tensor, eps: Tensor) -> Tensor:
    """Turn standard normal ``eps`` into a draw of ``N(mu, σ²)``, differentiably.

        z = mu + σ ∗ eps,      σ = exp(½ logvar)           logvar is log σ²

    The randomness stands outside, so ``z`` has a gradient by both ``mu`` and ``logvar``.

    Args:
        mu: ``(…, Z)``.
        logvar: like ``mu``.
        eps: standard normal, of a shape that broadcasts with them.

    Returns:
        The draws.

    """
    ### BEGIN SOLUTION
    return mu + torch.exp(0.5 * logvar) * eps
    ### END SOLUTION


def vae_loss(
    x: Tensor, recon_logits: Tensor, mu: Tensor, logvar: Tensor, beta: float = 1.0
) -> dict[str, Tensor]:
    """Compute the negative ELBO of a VAE with Bernoulli pixels.

    **Summed over pixels and over latent dimensions, averaged over the batch.** The decoder's
    outputs are *logits* ``a``; with ``p = σ(a)``,

        rec = (1/B) Σ_b Σ_pixels −[ x log p + (1 − x) log(1 − p) ]
        kl  = (1/B) Σ_b ½ Σ_z ( exp(logvar) + mu² − 1 − logvar )
        total = rec + beta · kl

    ``x`` may lie anywhere in [0, 1]. Logits may be in the thousands: nothing may become infinite or
    NaN that is not.

    Source: Kingma and Welling, 2014; beta: Higgins et al., 2017.

    Args:
        x: ``(B, P)``, in [0, 1].
        recon_logits: ``(B, P)``.
        mu: ``(B, Z)``.
        logvar: ``(B, Z)``, log σ².
        beta: the weight of the KL term.

    Returns:
        The keys ``total``, ``rec`` and ``kl``, each 0-dim; ``kl`` without beta.

    """
    ### BEGIN SOLUTION
    pixels = F.binary_cross_entropy_with_logits(recon_logits, x, reduction="none")  # (B, P)
    rec = pixels.sum(1).mean()
    kl = 0.5 * (logvar.exp() + mu.square() - 1 - logvar).sum(1).mean()
    return {"total": rec + beta * kl, "rec": rec, "kl": kl}
    ### END SOLUTION


class VAE(nn.Module):
    """A variational auto-encoder with one hidden layer on each side.

        h = relu(encoder(x))       mu = to_mu(h)       logvar = to_logvar(h)
        logits = to_logits(relu(decoder(z)))

    All five are ``nn.Linear``, with these names and sizes, in this order:

        encoder (pixels → hidden)    to_mu, to_logvar (hidden → latent)
        decoder (latent → hidden)    to_logits (hidden → pixels)
    """

    def __init__(self, pixels: int = 64, hidden: int = 64, latent: int = 8) -> None:
        """Make the five layers."""
        super().__init__()
        ### BEGIN SOLUTION
        self.encoder = nn.Linear(pixels, hidden)
        self.to_mu = nn.Linear(hidden, latent)
        self.to_logvar = nn.Linear(hidden, latent)
        self.decoder = nn.Linear(latent, hidden)
        self.to_logits = nn.Linear(hidden, pixels)
        ### END SOLUTION

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return ``mu`` and ``logvar``, each (…, Z), of pixels (…, P)."""
        ### BEGIN SOLUTION
        h = F.relu(self.encoder(x))
        return self.to_mu(h), self.to_logvar(h)
        ### END SOLUTION

    def decode(self, z: Tensor) -> Tensor:
        """Return the pixels' logits, (…, P), of latents (…, Z): no sigmoid."""
        ### BEGIN SOLUTION
        return self.to_logits(F.relu(self.decoder(z)))
        ### END SOLUTION

    def forward(self, x: Tensor, eps: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Encode, draw with the given ``eps`` (B, Z), decode.

        Returns:
            ``recon_logits`` (B, P), ``mu`` (B, Z) and ``logvar`` (B, Z).

        """
        ### BEGIN SOLUTION
        mu, logvar = self.encode(x)
        return self.decode(reparameterise(mu, logvar, eps)), mu, logvar
        ### END SOLUTION

    def interpolate(self, a: Tensor, b: Tensor, n: int) -> Tensor:
        """Walk from image ``a`` (P,) to image ``b`` (P,) through the latent space.

        Take n equally spaced points on the straight line from the ``mu`` of ``a`` to the ``mu`` of
        ``b``, both ends included (n ≥ 2).

        Returns:
            The decoder's *probabilities* there, ``(n, P)``.

        """
        ### BEGIN SOLUTION
        (start, _), (end, _) = self.encode(a), self.encode(b)
        way = torch.linspace(0, 1, n, dtype=a.dtype, device=a.device)[:, None]
        return torch.sigmoid(self.decode(start + way * (end - start)))
        ### END SOLUTION


def train_vae(
    x: Tensor, seed: int, max_steps: int = 200, latent: int = 8
) -> tuple[VAE, list[float]]:
    """Train a VAE on images.

    1. ``torch.manual_seed(seed)``, then ``VAE(pixels, latent=latent)``, ``pixels`` from ``x``.
    2. ``max_steps`` updates: a random batch of rows, fresh ``eps``, ``vae_loss`` with beta 1, an
       optimiser of your choice. Adam with 5e-3 and batches of 128 do well.
    3. Note the total loss of every step.

    The same ``seed`` must give the same result. One run should take a fraction of a second.

    Args:
        x: training images, ``(N, P)``, in [0, 1].
        seed: of everything random.
        max_steps: the number of updates.
        latent: Z.

    Returns:
        The trained model, and the list of losses, one float a step.

    """
    ### BEGIN SOLUTION
    torch.manual_seed(seed)
    model = VAE(x.shape[1], latent=latent).to(x.device)
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    losses = []
    for _ in range(max_steps):
        batch = x[torch.randint(len(x), (128,))]
        eps = torch.randn(len(batch), latent).to(x.device)
        loss = vae_loss(batch, *model(batch, eps))["total"]
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return model, losses
    ### END SOLUTION


class LatentModel(Protocol):
    """What ``log_likelihood_estimate`` needs of a model: your ``VAE`` has both."""

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return ``mu`` and ``logvar``, (…, Z)."""
        ...

    def decode(self, z: Tensor) -> Tensor:
        """Return the pixels' logits, (…, P)."""
        ...


def iwae_bound(log_w: Tensor) -> Tensor:
    """Compute the importance-weighted bound from K log weights.

        L_K = log( (1/K) Σ_k w_k )           w_k = p(x, z_k) / q(z_k ∣ x),   z_k drawn from q

    ``K = 1`` is the ELBO. The log weights may be around −10,000 or +10,000, where no ``exp`` is
    finite and above 0. A column whose weights are all 0 (log weight −∞) has the bound −∞.

    Source: Burda, Grosse and Salakhutdinov, 2016. Forbidden: ``logsumexp``, softmax and kin.

    Args:
        log_w: ``(K, B)``.

    Returns:
        ``(B,)``.

    """
    ### BEGIN SOLUTION
    largest = log_w.detach().amax(0)  # (B,)
    largest = torch.where(largest.isfinite(), largest, 0)
    return largest + torch.exp(log_w - largest).mean(0).log()
    ### END SOLUTION


def log_likelihood_estimate(model: LatentModel, x: Tensor, eps: Tensor) -> Tensor:
    """Estimate ``log p(x)`` under a VAE: the IWAE bound with K draws of its encoder.

        z_k = mu + σ ∗ eps_k
        log w_k = log p(x ∣ z_k) + log N(z_k; 0, I) − log N(z_k; mu, σ²)

    The pixels are Bernoulli, ``log p(x ∣ z) = Σ_pixels x log σ(a) + (1 − x) log(1 − σ(a))`` with
    the decoder's logits ``a``; ``exp(L_K)`` is an unbiased estimate of ``p(x)`` for every K. Use
    ``encode`` and ``decode`` of the model and nothing else; ``decode`` takes any leading axes.

    Forbidden: ``logsumexp``, softmax and kin.

    Args:
        model: a trained model.
        x: ``(B, P)``, in [0, 1].
        eps: standard normal, ``(K, B, Z)``.

    Returns:
        ``(B,)``.

    """
    ### BEGIN SOLUTION
    mu, logvar = model.encode(x)
    z = reparameterise(mu, logvar, eps)  # (K, B, Z)
    logits = model.decode(z)  # (K, B, P)
    pixels = F.binary_cross_entropy_with_logits(logits, x.expand_as(logits), reduction="none")
    log_prior = -0.5 * (math.log(2 * math.pi) + z.square()).sum(2)
    log_q = -0.5 * (math.log(2 * math.pi) + logvar + eps.square()).sum(2)
    return iwae_bound(log_prior - log_q - pixels.sum(2))
    ### END SOLUTION
