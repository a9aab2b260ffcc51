"""Batches from shuffled epochs, AdamW with a cosine rate, sampling step by step."""

import torch
from torch import nn

from .diffusion import Schedule, cosine_betas, ddpm_step
from .predictor import NoiseMLP


class DDPM(nn.Module):
    def __init__(self, data, T=50, hidden=64) -> None:
        super().__init__()
        centre = data.sum(0) / len(data)
        self.register_buffer("mean", centre)
        self.register_buffer("std", torch.linalg.vector_norm(data - centre) / data.numel() ** 0.5)
        self.schedule = Schedule(cosine_betas(T))
        self.net = NoiseMLP(dim=data.shape[1], hidden=hidden)

    def loss(self, x, t, noise):
        x_t = self.schedule.q_sample((x - self.mean) / self.std, t, noise)
        return nn.functional.mse_loss(self.net(x_t, t), noise)

    @torch.no_grad()
    def sample(self, x_T, noises):
        x = x_T
        for t in range(len(noises) - 1, -1, -1):
            eps = self.net(x, torch.tensor(t, device=x.device).repeat(len(x)))
            x = ddpm_step(self.schedule, x, t, eps, noises[t])
        return torch.addcmul(self.mean, self.std, x)


def train_ddpm(data, seed, max_steps=600, hidden=64):
    torch.manual_seed(seed)
    model = DDPM(data, hidden=hidden)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2, weight_decay=0.0)
    rate = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, max_steps)
    losses, rows = [], torch.empty(0, dtype=torch.int64)
    for _ in range(max_steps):
        if len(rows) < 256:
            rows = torch.cat([rows, torch.randperm(len(data)), torch.randperm(len(data))])
        x, rows = data[rows[:256]], rows[256:]
        loss = model.loss(x, torch.randint(0, 50, (len(x),)), torch.randn(x.shape))
        model.zero_grad()
        loss.backward()
        optimizer.step()
        rate.step()
        losses.append(float(loss))
    return model, losses
