"""Every batch holds every noise level: steps are spread evenly, and the rest is by hand."""

import torch
from torch import nn

from .diffusion import Schedule, cosine_betas, sample
from .predictor import NoiseMLP


class DDPM(nn.Module):
    def __init__(self, data, T=50, hidden=64) -> None:
        super().__init__()
        self.mean = nn.Buffer(torch.mean(data, dim=0)) if hasattr(nn, "Buffer") else None
        self.std = nn.Buffer((data - self.mean).pow(2).mean().pow(0.5))
        self.net = NoiseMLP(data.size(1), hidden)
        self.schedule = Schedule(cosine_betas(T))

    def loss(self, x, t, noise):
        error = self.net(self.schedule.q_sample((x - self.mean) / self.std, t, noise), t) - noise
        return (error * error).sum() / error.numel()

    def sample(self, x_T, noises):
        return self.mean + self.std * sample(self.schedule, self.net, x_T, noises)


def train_ddpm(data, seed, max_steps=600, hidden=64):
    torch.manual_seed(seed)
    gen = torch.Generator().manual_seed(seed)
    model = DDPM(data, 50, hidden)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    losses = []
    for step in range(max_steps):
        optimizer.param_groups[0]["lr"] = 1e-2 * (1 - step / max_steps)
        x = data[torch.randint(len(data), (250,), generator=gen)]
        t = torch.arange(250) % 50
        loss = model.loss(x, t, torch.randn(x.shape, generator=gen))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return model, losses
