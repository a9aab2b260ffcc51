"""Candidates for the ``test`` exercise of chapter 2: try your check on them."""

from __future__ import annotations

import torch
from torch import Tensor


def one_factor_a_row(weight: Tensor, limit: float) -> Tensor:
    """Right: a factor for every row, 1 for the short ones."""
    norms = weight.square().sum(1).sqrt()
    factors = torch.where(norms > limit, limit / norms, torch.ones_like(norms))
    return factors[:, None] * weight


def row_by_row(weight: Tensor, limit: float) -> Tensor:
    """Right: a loop over the rows."""
    rows = [row if row.norm() <= limit else row * (limit / row.norm()) for row in weight]
    return torch.stack(rows)


def always_scaled(weight: Tensor, limit: float) -> Tensor:
    """Wrong: short rows are stretched to the limit."""
    norms = weight.norm(dim=1, keepdim=True)
    return torch.where(norms > 0, weight * (limit / norms), weight)


def columns(weight: Tensor, limit: float) -> Tensor:
    """Wrong: treats the weights that lead out of a unit."""
    return one_factor_a_row(weight.T, limit).T


def whole_matrix(weight: Tensor, limit: float) -> Tensor:
    """Wrong: one norm for all rows together."""
    return weight * (limit / weight.norm().clamp(min=limit))


def entries_clipped(weight: Tensor, limit: float) -> Tensor:
    """Wrong: limits every entry instead of the length of the row."""
    return weight.clamp(-limit, limit)


def unchanged(weight: Tensor, limit: float) -> Tensor:
    """Wrong: does nothing."""
    del limit
    return weight.clone()


RIGHT = {
    "check_max_norm": {
        "one factor a row": one_factor_a_row,
        "row by row": row_by_row,
    }
}
WRONG = {
    "check_max_norm": {
        "stretches short rows": always_scaled,
        "treats the columns": columns,
        "takes one norm for the whole matrix": whole_matrix,
        "clips the entries": entries_clipped,
        "does nothing": unchanged,
    }
}
