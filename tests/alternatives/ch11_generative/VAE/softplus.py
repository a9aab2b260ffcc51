"""Cross entropy from softplus, models from matrix products."""

import torch
from torch import nn
from torch.nn import functional as F


def reparameterise(mu, logvar, eps):
    return torch.addcmul(mu.expand_as(mu + eps), (logvar / 2).exp().expand_as(mu + eps), eps)


def vae_loss(x, recon_logits, mu, logvar, beta=1.0):
    B = len(x)
    rec = (F.softplus(recon_logits) - x * recon_logits).sum() / B
    kl = (torch.exp(logvar) + mu * mu - logvar - 1).sum() / (2 * B)
    return {"kl": kl, "rec": rec, "total": torch.add(rec, kl, alpha=beta)}


class VAE(nn.Module):
    def __init__(self, pixels=64, hidden=64, latent=8) -> None:
        super().__init__()
        sizes = {
            "encoder": (pixels, hidden),
            "to_mu": (hidden, latent),
            "to_logvar": (hidden, latent),
            "decoder": (latent, hidden),
            "to_logits": (hidden, pixels),
        }
        for name, (before, after) in sizes.items():
            self.add_module(name, nn.Linear(before, after))

    def encode(self, x):
        h = (x @ self.encoder.weight.T + self.encoder.bias).clamp(min=0)
        return tuple(h @ layer.weight.T + layer.bias for layer in (self.to_mu, self.to_logvar))

    def decode(self, z):
        h = (z @ self.decoder.weight.T + self.decoder.bias).clamp(min=0)
        return h @ self.to_logits.weight.T + self.to_logits.bias

    def forward(self, x, eps):
        mu, logvar = self.encode(x)
        return self.decode(mu + (0.5 * logvar).exp() * eps), mu, logvar

    def interpolate(self, a, b, n):
        mu, _ = self.encode(torch.stack([a, b]))
        rows = [torch.lerp(mu[0], mu[1], k / (n - 1)) for k in range(n)]
        return self.decode(torch.stack(rows)).sigmoid()
