"""The network of a diffusion model: where in time it is, and which noise it sees."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F


def timestep_embedding(t: Tensor, d: int, max_period: float = 10000.0) -> Tensor:
    """Turn step numbers into vectors that a network can read.

    **Layout: the half with cosines first, then the half with sines**, not alternating. With
    ``h = ⌊d / 2⌋`` and the frequencies ``ω_i = max_period^(−i / h)``, i = 0 … h − 1:

        out[b] = [ cos(ω_0 t_b) … cos(ω_{h−1} t_b) | sin(ω_0 t_b) … sin(ω_{h−1} t_b) ]

    For odd d a last column of zeros is added. Example, ``d = 2``: ``[cos t, sin t]``.

    Args:
        t: steps, ``(B,)``, of an integer dtype or floating, then also between whole steps.
        d: the width, at least 2.
        max_period: the lowest frequency is near 1 / max_period.

    Returns:
        ``(B, d)``, in the dtype of ``t`` if that is floating, else in the default dtype.

    """
    ### BEGIN SOLUTION
    if not t.is_floating_point():
        t = t.to(torch.get_default_dtype())
    half = d // 2
    exponents = torch.arange(half, dtype=t.dtype, device=t.device) / half
    angles = t[:, None] * torch.exp(-math.log(max_period) * exponents)  # (B, half)
    out = torch.cat([angles.cos(), angles.sin()], dim=1)
    return F.pad(out, (0, d % 2))
    ### END SOLUTION


class NoiseMLP(nn.Module):
    """Predict the noise in points: a small network that is told the time.

        h = silu(inp(x) + time(timestep_embedding(t, embedding)))
        h = silu(mid1(h))
        h = silu(mid2(h))
        eps_hat = out(h)

    All five are ``nn.Linear`` with a bias, with these names and sizes, in this order:

        inp (dim → hidden)    time (embedding → hidden)    mid1, mid2 (hidden → hidden)
        out (hidden → dim)

    The embedding has the dtype of ``x``; ``silu(a) = a · σ(a)``.
    """

    def __init__(self, dim: int = 2, hidden: int = 64, embedding: int = 16) -> None:
        """Make the five layers."""
        super().__init__()
        ### BEGIN SOLUTION
        self.embedding = embedding
        self.inp = nn.Linear(dim, hidden)
        self.time = nn.Linear(embedding, hidden)
        self.mid1 = nn.Linear(hidden, hidden)
        self.mid2 = nn.Linear(hidden, hidden)
        self.out = nn.Linear(hidden, dim)
        ### END SOLUTION

    def forward(self, x: Tensor, t: Tensor) -> Tensor:
        """Predict the noise, (B, dim), in points (B, dim) at steps (B,)."""
        ### BEGIN SOLUTION
        when = timestep_embedding(t.to(x.dtype), self.embedding)
        h = F.silu(self.inp(x) + self.time(when))
        h = F.silu(self.mid1(h))
        h = F.silu(self.mid2(h))
        return self.out(h)
        ### END SOLUTION
