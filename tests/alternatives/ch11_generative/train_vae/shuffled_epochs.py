"""AdamW over shuffled epochs, gradients by name."""

import torch

from .vae import VAE, vae_loss


def train_vae(x, seed, max_steps=200, latent=8):
    torch.manual_seed(seed)
    model = VAE(x.shape[1], latent=latent)
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3, weight_decay=0.0)
    losses, order = [], []
    while len(losses) < max_steps:
        if not order:
            order = list(torch.randperm(len(x)).split(100))
        rows = x[order.pop()]
        loss = vae_loss(rows, *model(rows, torch.randn(len(rows), latent)))["total"]
        grads = torch.autograd.grad(loss, [*model.parameters()])
        for parameter, grad in zip(model.parameters(), grads, strict=True):
            parameter.grad = grad
        optimizer.step()
        losses.append(float(loss))
    return model, losses
