"""Tables built step by step with Python floats; samples one by one."""

import math

import torch

EFFICIENT = False


def linear_betas(T):
    s = 1000 / T
    low, high = s * 1e-4, s * 0.02
    rows = [min(low + (high - low) * (t / (T - 1) if T > 1 else 0.0), 0.999) for t in range(T)]
    return torch.tensor(rows, dtype=torch.float64)


def cosine_betas(T, s=0.008, max_beta=0.999):
    def f(k):
        return math.cos((k / T + s) / (1 + s) * math.pi / 2) ** 2

    return torch.tensor([min(1 - f(t + 1) / f(t), max_beta) for t in range(T)], dtype=torch.float64)


class Schedule:
    def __init__(self, betas) -> None:
        bar, rows = 1.0, []
        for beta in betas.tolist():
            previous, bar = bar, bar * (1 - beta)
            rows.append((1 - beta, bar, previous, beta * (1 - previous) / (1 - bar)))
        table = torch.tensor(rows, dtype=betas.dtype, device=betas.device)
        self.betas = betas
        self.alphas, self.alpha_bar, self.alpha_bar_prev, self.posterior_variance = table.T

    def _each(self, mix, a, t, b):
        rows = []
        for one, step, other in zip(a, t.tolist(), b, strict=True):
            kept = self.alpha_bar[step].item()
            rows.append(mix(one, other, math.sqrt(kept), math.sqrt(1 - kept)))
        return torch.stack(rows)

    def q_sample(self, x0, t, noise):
        return self._each(lambda x, e, a, b: a * x + b * e, x0, t, noise)

    def predict_x0(self, x_t, t, eps):
        return self._each(lambda x, e, a, b: (x - b * e) / a, x_t, t, eps)

    def v_target(self, x0, t, noise):
        return self._each(lambda x, e, a, b: a * e - b * x, x0, t, noise)

    def snr(self):
        return 1 / (1 / self.alpha_bar - 1)
