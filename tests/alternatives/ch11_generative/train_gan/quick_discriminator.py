"""A discriminator that learns faster, and larger batches of fakes than of real points."""

import torch

from .gan import LATENT, discriminator, gan_step, generator


def train_gan(data, seed, max_steps=500):
    torch.manual_seed(seed)
    D, G = discriminator(), generator()
    opt_d = torch.optim.Adam(D.parameters(), lr=6e-3, betas=(0.5, 0.99))
    opt_g = torch.optim.Adam(G.parameters(), lr=3e-3, betas=(0.5, 0.99))
    return G, [
        gan_step(
            G, D, opt_g, opt_d, data(128), torch.randn(160, LATENT), torch.randn(160, LATENT), "bce"
        )
        for _ in range(max_steps)
    ]
