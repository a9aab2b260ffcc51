"""In-place draws of torch; orthonormal vectors one after the other."""

from __future__ import annotations

import torch


def fan_in_out(shape):
    if len(shape) < 2:
        raise ValueError(shape)
    field = 1
    for size in shape[2:]:
        field = field * size
    return shape[1] * field, shape[0] * field


def _standard(w, gen):
    return torch.empty(w.shape, dtype=w.dtype).normal_(generator=gen).to(w.device)


@torch.no_grad()
def xavier_uniform_(w, gain=1.0, gen=None):
    a, b = fan_in_out(w.shape)
    bound = gain * (6 / (a + b)) ** 0.5
    w.copy_(torch.empty(w.shape, dtype=w.dtype).uniform_(-bound, bound, generator=gen))
    return w


@torch.no_grad()
def xavier_normal_(w, gain=1.0, gen=None):
    a, b = fan_in_out(w.shape)
    w.zero_().add_(_standard(w, gen), alpha=gain / ((a + b) / 2) ** 0.5)
    return w


@torch.no_grad()
def kaiming_normal_(w, mode="fan_in", slope=0.0, gen=None):
    if mode == "fan_in":
        fan = fan_in_out(w.shape)[0]
    elif mode == "fan_out":
        fan = fan_in_out(w.shape)[1]
    else:
        raise ValueError(mode)
    w.zero_().add_(_standard(w, gen), alpha=(2 / ((1 + slope**2) * fan)) ** 0.5)
    return w


@torch.no_grad()
def orthogonal_(w, gain=1.0, gen=None):
    fan_in_out(w.shape)
    vectors = torch.randn(w.shape, generator=gen, dtype=torch.float64).flatten(1)
    tall = vectors.shape[0] > vectors.shape[1]
    basis = []
    for vector in vectors.T if tall else vectors:
        rest = vector.clone()
        for _ in range(2):  # twice is enough
            for other in basis:
                rest -= (rest @ other) * other
        basis.append(rest / rest.norm())
    matrix = torch.stack(basis, dim=1 if tall else 0)
    return w.copy_(gain * matrix.reshape(w.shape))
