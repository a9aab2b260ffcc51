"""AdamW for both, latents from a generator of its own."""

import torch

from .gan import LATENT, discriminator, gan_step, generator


def train_gan(data, seed, max_steps=500):
    torch.manual_seed(seed)
    gen = torch.Generator().manual_seed(seed + 1)
    G, D = generator(), discriminator()
    opts = [
        torch.optim.AdamW(net.parameters(), lr=lr, betas=(0.5, 0.99), weight_decay=0.0)
        for net, lr in ((G, 3e-3), (D, 4e-3))
    ]
    log = []
    while len(log) < max_steps:
        z = [torch.randn(128, LATENT, generator=gen) for _ in range(2)]
        log.append(gan_step(G, D, opts[0], opts[1], data(128), z[0], z[1]))
    return G, log
