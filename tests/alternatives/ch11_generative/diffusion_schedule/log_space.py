"""Products as sums of logarithms; samples moved to the last axis for broadcasting."""

import math

import torch


def linear_betas(T):
    steps = torch.arange(T, dtype=torch.float64) / max(T - 1, 1)
    return torch.clip(
        torch.lerp(steps.new_tensor(0.1), steps.new_tensor(20.0), steps) / T, max=0.999
    )


def cosine_betas(T, s=0.008, max_beta=0.999):
    angle = torch.linspace(0, T, T + 1, dtype=torch.float64) / T
    f = (1 + torch.cos((angle + s) / (1 + s) * math.pi)) / 2
    return torch.minimum(1 - f[1:] / f[:-1], torch.tensor(max_beta, dtype=torch.float64))


class Schedule:
    def __init__(self, betas) -> None:
        log_bar = torch.log1p(-betas).cumsum(0)
        self.betas, self.alphas, self.alpha_bar = betas, 1 - betas, log_bar.exp()
        self.alpha_bar_prev = torch.exp(log_bar - torch.log1p(-betas))
        self.posterior_variance = (
            betas * torch.expm1(log_bar - torch.log1p(-betas)) / torch.expm1(log_bar)
        )

    def _pick(self, t, x):
        bar = self.alpha_bar.to(x.device).index_select(0, t)
        return bar.sqrt().to(x.dtype), (1 - bar).sqrt().to(x.dtype)

    def q_sample(self, x0, t, noise):
        a, b = self._pick(t, x0)
        return (a * x0.movedim(0, -1) + b * noise.movedim(0, -1)).movedim(-1, 0)

    def predict_x0(self, x_t, t, eps):
        a, b = self._pick(t, x_t)
        return ((x_t.movedim(0, -1) - b * eps.movedim(0, -1)) / a).movedim(-1, 0)

    def v_target(self, x0, t, noise):
        a, b = self._pick(t, x0)
        return (a * noise.movedim(0, -1) - b * x0.movedim(0, -1)).movedim(-1, 0)

    def snr(self):
        return torch.exp(self.alpha_bar.log() - torch.log1p(-self.alpha_bar))
