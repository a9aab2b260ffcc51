"""Diffusion: how data are drowned in noise, and the steps that bring them back."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import torch
from torch import Tensor

Predictor = Callable[[Tensor, Tensor], Tensor]


def linear_betas(T: int) -> Tensor:
    """Make the linear noise schedule of T steps.

    T equally spaced numbers from ``s · 1e-4`` to ``s · 0.02`` with ``s = 1000 / T``, each at most
    0.999: for T = 1000 that is the schedule of the paper, and a shorter one destroys about as much
    in all. For T = 1 it is the single number ``min(s · 1e-4, 0.999) = 0.1``.

    Source: Ho, Jain and Abbeel, 2020.

    Args:
        T: how many steps.

    Returns:
        ``β_0 … β_{T−1}``, ``(T,)``, float64.

    """
    ### BEGIN SOLUTION
    scale = 1000 / T
    betas = torch.linspace(scale * 1e-4, scale * 0.02, T, dtype=torch.float64)
    return betas.clamp(max=0.999)
    ### END SOLUTION


def cosine_betas(T: int, s: float = 0.008, max_beta: float = 0.999) -> Tensor:
    """Make the cosine noise schedule of T steps.

        f(k) = cos²( (k/T + s) / (1 + s) · π/2 ),   k = 0 … T
        β_t = min( 1 − f(t + 1) / f(t), max_beta ),   t = 0 … T − 1

    so that ``ᾱ`` follows ``f(t + 1) / f(0)`` until the cap acts. Source: Nichol and Dhariwal, 2021.

    Args:
        T: how many steps.
        s: keeps the first β from being too small.
        max_beta: the cap.

    Returns:
        ``β_0 … β_{T−1}``, ``(T,)``, float64.

    """
    ### BEGIN SOLUTION
    k = torch.arange(T + 1, dtype=torch.float64)
    f = torch.cos((k / T + s) / (1 + s) * math.pi / 2).square()
    return (1 - f[1:] / f[:-1]).clamp(max=max_beta)
    ### END SOLUTION


class Schedule:
    """The tables of a noise schedule, and what follows from them.

    **Steps are counted from 0: t = 0 … T − 1. ``x_t`` of t = 0 is already noisy by β_0**; the clean
    data, ``x0``, come before it. The attributes, each ``(T,)`` in the dtype of ``betas``:

        betas                  β_t
        alphas                 α_t = 1 − β_t
        alpha_bar              ᾱ_t = α_0 α_1 ⋯ α_t
        alpha_bar_prev         ᾱ_{t−1}, with ᾱ_{−1} = 1
        posterior_variance     β̃_t = β_t (1 − ᾱ_{t−1}) / (1 − ᾱ_t)

    In the methods ``t`` is int64, ``(B,)``, **one step for each sample**; ``x0``, ``x_t`` and noise
    are ``(B, …)`` with any number of further axes. Results have the dtype and device of their
    tensors, though the tables stay in float64.
    """

    def __init__(self, betas: Tensor) -> None:
        """Make the tables from ``betas`` (T,)."""
        ### BEGIN SOLUTION
        self.betas = betas
        self.alphas = 1 - betas
        self.alpha_bar = self.alphas.cumprod(0)
        self.alpha_bar_prev = torch.cat([torch.ones_like(betas[:1]), self.alpha_bar[:-1]])
        self.posterior_variance = betas * (1 - self.alpha_bar_prev) / (1 - self.alpha_bar)
        ### END SOLUTION

    def q_sample(self, x0: Tensor, t: Tensor, noise: Tensor) -> Tensor:
        """Jump from clean data to step t at once: ``x_t = √ᾱ_t x0 + √(1 − ᾱ_t) noise``."""
        ### BEGIN SOLUTION
        signal, spread = self._roots(t, x0)
        return signal * x0 + spread * noise
        ### END SOLUTION

    def predict_x0(self, x_t: Tensor, t: Tensor, eps: Tensor) -> Tensor:
        """Undo ``q_sample`` if the noise was ``eps``: ``x0 = (x_t − √(1 − ᾱ_t) eps) / √ᾱ_t``."""
        ### BEGIN SOLUTION
        signal, spread = self._roots(t, x_t)
        return (x_t - spread * eps) / signal
        ### END SOLUTION

    def v_target(self, x0: Tensor, t: Tensor, noise: Tensor) -> Tensor:
        """Return the velocity ``v = √ᾱ_t noise − √(1 − ᾱ_t) x0`` (Salimans and Ho, 2022)."""
        ### BEGIN SOLUTION
        signal, spread = self._roots(t, x0)
        return signal * noise - spread * x0
        ### END SOLUTION

    def snr(self) -> Tensor:
        """Return the signal-to-noise ratio ``ᾱ_t / (1 − ᾱ_t)``, (T,); it falls with t."""
        ### BEGIN SOLUTION
        return self.alpha_bar / (1 - self.alpha_bar)

    def _roots(self, t: Tensor, like: Tensor) -> tuple[Tensor, Tensor]:
        """Return √ᾱ_t and √(1 − ᾱ_t), shaped to multiply ``like`` sample by sample."""
        kept = self.alpha_bar.to(like.device)[t].reshape(-1, *[1] * (like.dim() - 1))
        return kept.sqrt().to(like.dtype), (1 - kept).sqrt().to(like.dtype)
        ### END SOLUTION


def ddpm_step(
    schedule: Schedule,
    x_t: Tensor,
    t: int,
    eps_hat: Tensor,
    noise: Tensor,
    variance: str = "posterior",
) -> Tensor:
    """Take one step back, from ``x_t`` to ``x_{t−1}``, as a DDPM does.

        mean = ( x_t − β_t / √(1 − ᾱ_t) · eps_hat ) / √α_t
        x_{t−1} = mean + σ_t · noise   for t > 0,         x_{−1} = mean   for t = 0: no noise

    ``variance`` says which of the paper's two choices σ_t² is: ``"posterior"``, β̃_t, or
    ``"beta"``, β_t. The result has the dtype of ``x_t``.

    Source: Ho, Jain and Abbeel, 2020, algorithm 2.

    Args:
        schedule: the tables.
        x_t: ``(B, …)``.
        t: the step of all samples, from 0 to T − 1.
        eps_hat: the predicted noise, like ``x_t``.
        noise: standard normal, like ``x_t``.
        variance: ``"posterior"`` or ``"beta"``.

    Returns:
        ``x_{t−1}``, like ``x_t``; for t = 0 the finished sample.

    """
    ### BEGIN SOLUTION
    beta, alpha = float(schedule.betas[t]), float(schedule.alphas[t])
    spread = math.sqrt(1 - float(schedule.alpha_bar[t]))
    mean = (x_t - beta / spread * eps_hat) / math.sqrt(alpha)
    if t == 0:
        return mean
    squared = float(schedule.posterior_variance[t]) if variance == "posterior" else beta
    return mean + math.sqrt(squared) * noise
    ### END SOLUTION


def ddim_step(
    schedule: Schedule,
    x_t: Tensor,
    t: int,
    t_prev: int,
    eps_hat: Tensor,
    eta: float,
    noise: Tensor,
) -> Tensor:
    """Jump back from step ``t`` to an earlier step ``t_prev``, as DDIM does.

    **``t_prev = −1`` means the clean data: there ᾱ = 1.** With ``ᾱ = ᾱ_t`` and ``ᾱ' = ᾱ_{t_prev}``:

        x0 = (x_t − √(1 − ᾱ) eps_hat) / √ᾱ
        σ = eta · √( (1 − ᾱ') / (1 − ᾱ) ) · √( 1 − ᾱ / ᾱ' )
        x_{t_prev} = √ᾱ' x0 + √(1 − ᾱ' − σ²) eps_hat + σ noise

    ``eta = 0`` is deterministic; ``eta = 1`` with ``t_prev = t − 1`` is the DDPM step with its
    posterior variance. Source: Song, Meng and Ermon, 2021.

    Args:
        schedule: the tables.
        x_t: ``(B, …)``.
        t: where the samples are, from 0 to T − 1.
        t_prev: where they go, from −1 to t − 1.
        eps_hat: the predicted noise, like ``x_t``.
        eta: how much fresh noise, from 0 to 1.
        noise: standard normal, like ``x_t``.

    Returns:
        The samples at step ``t_prev``, like ``x_t``.

    """
    ### BEGIN SOLUTION
    now = float(schedule.alpha_bar[t])
    then = float(schedule.alpha_bar[t_prev]) if t_prev >= 0 else 1.0
    x0 = (x_t - math.sqrt(1 - now) * eps_hat) / math.sqrt(now)
    sigma = eta * math.sqrt((1 - then) / (1 - now) * (1 - now / then))
    direction = math.sqrt(max(0.0, 1 - then - sigma**2)) * eps_hat
    return math.sqrt(then) * x0 + direction + sigma * noise
    ### END SOLUTION


def cfg(eps_u: Tensor, eps_c: Tensor, w: float) -> Tensor:
    """Combine an unconditional and a conditional prediction: classifier-free guidance.

        eps = eps_u + w · (eps_c − eps_u)

    **Here w = 0 is unconditional, w = 1 is conditional, w > 1 exaggerates.** (The paper's w is this
    one minus 1.) Source: Ho and Salimans, 2022.

    Args:
        eps_u: predicted without the condition.
        eps_c: predicted with it.
        w: the guidance scale.

    Returns:
        The guided prediction, like both.

    """
    ### BEGIN SOLUTION
    return eps_u + w * (eps_c - eps_u)
    ### END SOLUTION


def sample(schedule: Schedule, model: Predictor, x_T: Tensor, noises: Tensor) -> Tensor:
    """Walk all the way back with ``ddpm_step``, from pure noise to samples.

    Begin with ``x_T`` at t = T − 1 and go down to t = 0. At step t the model is called as
    ``model(x, t)`` with ``t`` repeated for each sample, int64 ``(B,)``; the noise of **step t is
    ``noises[t]``**, so ``noises[0]`` is never used. The variance is the posterior's. Nothing is
    recorded for a backward pass.

    Args:
        schedule: the tables, of T steps.
        model: predicts the noise, from ``(B, …)`` and ``(B,)``.
        x_T: standard normal, ``(B, …)``.
        noises: standard normal, ``(T, B, …)``.

    Returns:
        The samples, like ``x_T``.

    """
    ### BEGIN SOLUTION
    x = x_T
    with torch.no_grad():
        for t in reversed(range(len(schedule.betas))):
            steps = torch.full((len(x),), t, device=x.device)
            x = ddpm_step(schedule, x, t, model(x, steps), noises[t])
    return x
    ### END SOLUTION


def ddim_sample(schedule: Schedule, model: Predictor, x_T: Tensor, times: Sequence[int]) -> Tensor:
    """Walk back in few, long, deterministic steps: ``ddim_step`` with ``eta = 0``.

    ``times`` is a falling list of steps, beginning with that of ``x_T``; from its last entry the
    jump goes to the clean data, step −1. Example, ``times = [9, 5, 2]``: 9 → 5, 5 → 2, 2 → −1. The
    model is called as in ``sample``, and nothing is recorded for a backward pass.

    Args:
        schedule: the tables.
        model: predicts the noise, from ``(B, …)`` and ``(B,)``.
        x_T: ``(B, …)``, at step ``times[0]``.
        times: falling, each from 0 to T − 1.

    Returns:
        The samples, like ``x_T``.

    """
    ### BEGIN SOLUTION
    x = x_T
    with torch.no_grad():
        for t, t_prev in zip(times, [*times[1:], -1], strict=True):
            steps = torch.full((len(x),), t, device=x.device)
            x = ddim_step(schedule, x, t, t_prev, model(x, steps), 0.0, torch.zeros_like(x))
    return x
    ### END SOLUTION
