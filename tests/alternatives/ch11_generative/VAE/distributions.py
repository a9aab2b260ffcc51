"""torch.distributions for the loss, Sequential helpers."""

import torch
from torch import distributions as D
from torch import nn


def reparameterise(mu, logvar, eps):
    sigma = logvar.exp().sqrt()
    return mu + sigma * eps


def vae_loss(x, recon_logits, mu, logvar, beta=1.0):
    pixels = D.Bernoulli(logits=recon_logits, validate_args=False)
    rec = -pixels.log_prob(x).sum(1).mean()
    q = D.Normal(mu, torch.exp(logvar / 2))
    kl = D.kl_divergence(q, D.Normal(torch.zeros_like(mu), torch.ones_like(mu))).sum(1).mean()
    return {"total": rec + beta * kl, "rec": rec, "kl": kl}


class VAE(nn.Module):
    def __init__(self, pixels=64, hidden=64, latent=8) -> None:
        super().__init__()
        self.encoder = nn.Linear(pixels, hidden)
        self.to_mu, self.to_logvar = nn.Linear(hidden, latent), nn.Linear(hidden, latent)
        self.decoder, self.to_logits = nn.Linear(latent, hidden), nn.Linear(hidden, pixels)

    def encode(self, x):
        h = torch.relu(self.encoder(x))
        return self.to_mu(h), self.to_logvar(h)

    def decode(self, z):
        return nn.Sequential(self.decoder, nn.ReLU(), self.to_logits)(z)

    def forward(self, x, eps):
        mu, logvar = self.encode(x)
        return self.decode(reparameterise(mu, logvar, eps)), mu, logvar

    def interpolate(self, a, b, n):
        first, last = self.encode(a)[0], self.encode(b)[0]
        way = torch.arange(n, dtype=a.dtype, device=a.device) / (n - 1)
        return torch.sigmoid(self.decode(torch.outer(1 - way, first) + torch.outer(way, last)))
