"""How fast gradient descent converges where one can compute it: on a quadratic.

For ``f(x) = ½ xᵀ A x`` with a symmetric positive definite ``A``, the gradient is ``A x`` and the
minimum is at 0. ``eigs`` are the eigenvalues of ``A``; ``μ`` is the smallest, ``L`` the largest.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Protocol

import torch
from torch import Tensor


class HasStep(Protocol):
    """What ``steps_to`` needs of an optimiser."""

    def step(self) -> None:
        """Move the parameters once, along their ``.grad``."""

    def zero_grad(self) -> None:
        """Forget the gradients."""


def gd_rate(eigs: Tensor, lr: float) -> float:
    """Return the factor by which gradient descent shrinks the worst direction in each step.

    ``max_i |1 − lr · λ_i|``: less than 1 if it converges, more than 1 if it diverges.

    Args:
        eigs: the eigenvalues ``λ_i``, ``(D,)``, in any order, all positive.
        lr: the learning rate.

    Returns:
        A Python float.

    """
    raise NotImplementedError("TODO: gd_rate")


def optimal_gd_lr(eigs: Tensor) -> float:
    """Return the constant learning rate with the least ``gd_rate``: ``2 / (L + μ)``.

    Args:
        eigs: the eigenvalues, ``(D,)``, in any order, all positive.

    Returns:
        A Python float.

    """
    raise NotImplementedError("TODO: optimal_gd_lr")


def heavy_ball_params(mu: float, L: float) -> tuple[float, float]:
    """Return the best constant learning rate and momentum for gradient descent with momentum.

    For ``v ← momentum · v + ∇f``, ``x ← x − lr · v``, with ``κ = L/μ`` (Polyak, 1964):

        lr = 4 / (√L + √μ)²,        momentum = ((√κ − 1)/(√κ + 1))²

    Args:
        mu: the smallest eigenvalue.
        L: the largest eigenvalue.

    Returns:
        ``(lr, momentum)``, two Python floats.

    """
    raise NotImplementedError("TODO: heavy_ball_params")


def steps_to(
    tol: float,
    opt_factory: Callable[[list[Tensor]], HasStep],
    A: Tensor,
    max_steps: int = 10_000,
) -> int | None:
    """Count the steps that an optimiser takes from far away to near the minimum.

    Start at ``x = (1, …, 1)``, in the dtype and on the device of ``A``, and call
    ``opt_factory([x])`` once. A step puts the gradient *at the present x*, ``A x``, into ``x.grad``
    and calls ``opt.step()``, which changes ``x`` in place. The answer is the least ``k`` for which
    after ``k`` steps

        ‖x‖ <= tol · ‖x at the start‖             (Euclidean norms)

    Args:
        tol: how near, relative to the start; 1 or more needs 0 steps.
        opt_factory: makes an optimiser (``step``, ``zero_grad``) for a list of parameters.
        A: symmetric and positive definite, ``(D, D)``.
        max_steps: after so many steps it gives up.

    Returns:
        The number of steps, a Python int; None if ``max_steps`` were not enough (or ``x`` is no
        longer finite).

    """
    raise NotImplementedError("TODO: steps_to")
