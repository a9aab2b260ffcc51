"""How far back in time a gradient reaches."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor


def gradient_reach(run: Callable[[Tensor], Tensor], x: Tensor, r: Tensor) -> Tensor:
    """Measure how much the last state depends on the input of every earlier step.

    **Layout: batch first, (B, T, I).** ``run`` is a recurrent layer: ``out = run(x)`` has the shape
    ``(B, T, H)``. Of it only the *last* step counts, ``h_T = out[:, −1]``. With the direction ``r``
    and the number ``s = Σ_b Σ_k r[b, k] · h_T[b, k]``:

        reach[t] = ‖∂s / ∂x_t‖ = √( Σ_b Σ_i (∂s / ∂x[b, t, i])² )

    It must work whether or not ``x`` requires a gradient, and inside ``torch.no_grad()``. It leaves
    no traces: ``x`` and its ``grad`` stay as they were, the ``grad`` of the layer's parameters too.

    Args:
        run: a differentiable function from ``(B, T, I)`` to ``(B, T, H)``.
        x: ``(B, T, I)``.
        r: the direction, ``(B, H)``.

    Returns:
        ``(T,)``, in the dtype of ``x``, no longer part of a graph; the last entry belongs to the
        last step.

    """
    raise NotImplementedError("TODO: gradient_reach")


def half_life(reach: Tensor) -> float:
    """Say in how many steps a reach falls to half.

    Going back in time the reach of a recurrent network falls like ``2^(−d / L)`` with the distance
    ``d``, so its logarithm to base 2 is nearly a straight line in ``t``. Take the least-squares
    line through the points ``(t, log2 reach[t])`` for all ``t`` whose reach is **greater than 0**
    (deep in the past it may have underflown to 0), with its slope

        m = Σ (t − t̄)(y_t − ȳ) / Σ (t − t̄)²,      y_t = log2 reach[t]

    The half-life is ``1 / m`` steps. If ``m ≤ 0`` (nothing is lost, or it even grows) it is
    infinite. If fewer than two entries are greater than 0, it is 0.

    Example: ``reach = 0.125, 0.25, 0.5, 1`` has the half-life 1. Calculate in float64.

    Args:
        reach: what ``gradient_reach`` returns, ``(T,)``.

    Returns:
        The half-life in steps, a Python float, ``math.inf`` if infinite.

    """
    raise NotImplementedError("TODO: half_life")
