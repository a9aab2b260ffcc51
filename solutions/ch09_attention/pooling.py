"""Attention pooling with a fixed kernel: a weighted mean whose weights come from distances."""

from __future__ import annotations

import torch
from torch import Tensor


def kernel_pool(
    xq: Tensor,
    xk: Tensor,
    v: Tensor,
    bandwidth: float | Tensor,
    kernel: str = "gauss",
) -> tuple[Tensor, Tensor]:
    """Estimate a value at every query as a weighted mean of the values at the keys.

    **Convention: one row of weights for each query, and each row sums to 1 over the keys.** With
    the distance in units of the bandwidth, ``u[q, k] = (xq[q] − xk[k]) / bandwidth``,

        weights[q, k] = κ(u[q, k]) / Σ_j κ(u[q, j])            out[q] = Σ_k weights[q, k] · v[k]

        "gauss"           κ(u) = exp(−u² / 2)
        "box"             κ(u) = 1 if |u| ≤ 1, else 0           (the edge belongs to the box)
        "epanechnikov"    κ(u) = max(0, 1 − u²)

    A query with no key inside the kernel (box and Epanechnikov: every κ is 0) has weights 0 and
    the output 0, and its gradients are 0 and not NaN. The Gauss kernel is never 0: however small
    the bandwidth, its weights sum to 1 (a far query takes the value of its nearest key), although
    ``exp(−u² / 2)`` itself may underflow to 0 for every key.

    Example: ``xq = [0]``, ``xk = [0, 1]``, ``v = [10, 20]``, bandwidth 2 and ``"epanechnikov"``:
    κ is 1 and 0.75, so the output is (10 + 15) / 1.75 = 14.29.

    No loop over queries or keys, and no tensor larger than ``(Q, K)`` beside the values and the
    output. Everything is differentiable, also by the bandwidth. Source: Nadaraya, 1964; Watson,
    1964; Epanechnikov, 1969. Forbidden: torch's own attention.

    Args:
        xq: places of the queries, ``(Q,)``.
        xk: places of the keys, ``(K,)``, K ≥ 1.
        v: values at the keys, ``(K, …)``: numbers, vectors or anything larger.
        bandwidth: greater than 0, a number or a tensor of shape ``()``.
        kernel: ``"gauss"``, ``"box"`` or ``"epanechnikov"``.

    Returns:
        ``out`` ``(Q, …)`` and ``weights`` ``(Q, K)``.

    Raises:
        ValueError: for another ``kernel``.

    """
    ### BEGIN SOLUTION
    if kernel not in ("gauss", "box", "epanechnikov"):
        message = f"kernel should be gauss, box or epanechnikov, got {kernel!r}"
        raise ValueError(message)
    u = (xq[:, None] - xk) / bandwidth  # (Q, K)
    if kernel == "gauss":
        weights = torch.softmax(-u.square() / 2, dim=1)
    else:
        near = (u.abs() <= 1).to(u.dtype)
        height = near if kernel == "box" else near * (1 - u.square())
        total = height.sum(dim=1, keepdim=True)
        weights = height / torch.where(total > 0, total, 1)
    return torch.tensordot(weights, v, dims=1), weights
    ### END SOLUTION
