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
    raise NotImplementedError("TODO: linear_betas")


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
    raise NotImplementedError("TODO: cosine_betas")


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
        raise NotImplementedError("TODO: Schedule.__init__")

    def q_sample(self, x0: Tensor, t: Tensor, noise: Tensor) -> Tensor:
        """Jump from clean data to step t at once: ``x_t = √ᾱ_t x0 + √(1 − ᾱ_t) noise``."""
        raise NotImplementedError("TODO: Schedule.q_sample")

    def predict_x0(self, x_t: Tensor, t: Tensor, eps: Tensor) -> Tensor:
        """Undo ``q_sample`` if the noise was ``eps``: ``x0 = (x_t − √(1 − ᾱ_t) eps) / √ᾱ_t``."""
        raise NotImplementedError("TODO: Schedule.predict_x0")

    def v_target(self, x0: Tensor, t: Tensor, noise: Tensor) -> Tensor:
        """Return the velocity ``v = √ᾱ_t noise − √(1 − ᾱ_t) x0`` (Salimans and Ho, 2022)."""
        raise NotImplementedError("TODO: Schedule.v_target")

    def snr(self) -> Tensor:
        """Return the signal-to-noise ratio ``ᾱ_t / (1 − ᾱ_t)``, (T,); it falls with t."""
        raise NotImplementedError("TODO: Schedule.snr")


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
    raise NotImplementedError("TODO: ddpm_step")


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
    raise NotImplementedError("TODO: ddim_step")


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
    raise NotImplementedError("TODO: cfg")


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
    raise NotImplementedError("TODO: sample")


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
    raise NotImplementedError("TODO: ddim_sample")
