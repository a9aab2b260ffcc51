"""Larger batches and a rate that falls like a cosine."""

import torch

from .vae import VAE, vae_loss


def train_vae(x, seed, max_steps=200, latent=8):
    torch.manual_seed(seed)
    model = VAE(pixels=x.size(1), latent=latent)
    optimizer = torch.optim.Adam(model.parameters(), lr=7e-3)
    fall = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, max_steps)
    losses = []
    for _ in range(max_steps):
        rows = x[torch.randint(0, len(x), (150,))]
        logits, mu, logvar = model(rows, torch.randn(150, latent))
        loss = vae_loss(rows, logits, mu, logvar)["total"]
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        fall.step()
        losses.append(loss.detach().item())
    return model, losses
