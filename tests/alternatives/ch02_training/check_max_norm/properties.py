"""Properties instead of a second implementation: lengths, directions, short rows untouched."""

from __future__ import annotations

import torch


def _is_right(candidate, weight, limit, eps):
    out = candidate(weight.clone(), limit)
    if out.shape != weight.shape or out.dtype != weight.dtype or not out.isfinite().all():
        return False
    before, after = weight.double(), out.double()
    for row, new in zip(before, after, strict=True):
        length, now = row.norm(), new.norm()
        if length <= limit:
            if (new - row).norm() > eps * length:
                return False
        elif abs(now - limit) > eps * limit or row @ new < (1 - eps) * length * now:
            return False
    return True


def check_max_norm(candidate):
    torch.manual_seed(7)
    for O, I in [(1, 3), (7, 4), (5, 5)]:
        for limit in [0.1, 0.5, 2.0]:
            directions = torch.randn(O, I, dtype=torch.float64)
            lengths = limit * (0.2 + 2.5 * torch.rand(O, 1, dtype=torch.float64))
            weight = directions / directions.norm(dim=1, keepdim=True) * lengths
            if O > 2:
                weight[1] = 0
            if not _is_right(candidate, weight, limit, 1e-13):
                return False
            if not _is_right(candidate, weight.float(), limit, 1e-5):
                return False
    return True
