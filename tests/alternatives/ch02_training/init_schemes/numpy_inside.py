"""Numbers from numpy's generator, seeded by one draw of gen; singular values for the rotation."""

from __future__ import annotations

import numpy as np
import torch


def _rng(gen):
    return np.random.default_rng(int(torch.randint(2**62, (1,), generator=gen)))


def _fill(w, values):
    w.data[...] = torch.from_numpy(values).to(w)
    return w


def fan_in_out(shape):
    shape = tuple(shape)
    if len(shape) in {0, 1}:
        message = "too few axes"
        raise ValueError(message)
    field = int(np.prod(shape[2:], dtype=int))
    return shape[1] * field, shape[0] * field


def xavier_uniform_(w, gain=1.0, gen=None):
    bound = 3**0.5 * gain * np.sqrt(2 / np.sum(fan_in_out(w.shape)))
    return _fill(w, _rng(gen).uniform(-bound, bound, size=tuple(w.shape)))


def xavier_normal_(w, gain=1.0, gen=None):
    std = gain * np.sqrt(2 / np.sum(fan_in_out(w.shape)))
    return _fill(w, _rng(gen).normal(0.0, std, size=tuple(w.shape)))


def kaiming_normal_(w, mode="fan_in", slope=0.0, gen=None):
    fans = dict(zip(("fan_in", "fan_out"), fan_in_out(w.shape), strict=True))
    if mode not in fans:
        raise ValueError(mode)
    variance = 2 / (1 + slope * slope) / fans[mode]
    return _fill(w, _rng(gen).normal(0.0, variance**0.5, size=tuple(w.shape)))


def orthogonal_(w, gain=1.0, gen=None):
    fan_in_out(w.shape)
    # The polar factor of a Gaussian matrix has no favourite direction, and no signs to mend.
    gaussian = _rng(gen).normal(size=(w.shape[0], int(np.prod(w.shape[1:]))))
    u, _, vh = np.linalg.svd(gaussian, full_matrices=False)
    return _fill(w, gain * (u @ vh).reshape(tuple(w.shape)))
