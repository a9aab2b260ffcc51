"""More candidates for the ``test`` exercise of chapter 2; no kit holds them."""

from __future__ import annotations

import torch
from torch import Tensor


def renormed(weight: Tensor, limit: float) -> Tensor:
    """Right: torch has it."""
    norms = torch.linalg.vector_norm(weight, dim=1, keepdim=True)
    return weight * (limit / norms.clamp(min=limit))


def nan_for_zeros(weight: Tensor, limit: float) -> Tensor:
    """Wrong: divides by the norm of a row of zeros."""
    norms = weight.norm(dim=1, keepdim=True)
    return weight / norms * norms.clamp(max=limit)


def sum_of_sizes(weight: Tensor, limit: float) -> Tensor:
    """Wrong: takes the sum of absolute values for the length."""
    norms = weight.abs().sum(1, keepdim=True)
    return weight * (limit / norms.clamp(min=limit))


def square_compared(weight: Tensor, limit: float) -> Tensor:
    """Wrong: compares the squared length with the limit; it shows only between the two."""
    squares = weight.square().sum(1, keepdim=True)
    return torch.where(squares > limit, weight * (limit / squares.sqrt()), weight)


def in_float32(weight: Tensor, limit: float) -> Tensor:
    """Wrong: the precision of float64 is lost on the way."""
    return renormed(weight.float(), limit).to(weight.dtype)


def longest_only(weight: Tensor, limit: float) -> Tensor:
    """Wrong: pulls back one row, the longest."""
    norms = weight.norm(dim=1, keepdim=True)
    return torch.where(norms == norms.max(), renormed(weight, limit), weight)


def all_when_one(weight: Tensor, limit: float) -> Tensor:
    """Wrong: if one row is too long, all are shrunk by its factor."""
    return weight * (limit / weight.norm(dim=1).max().clamp(min=limit))


def cut_to_zero(weight: Tensor, limit: float) -> Tensor:
    """Wrong: rows that are too long become zero."""
    return weight * (weight.norm(dim=1, keepdim=True) <= limit)


def sign_lost(weight: Tensor, limit: float) -> Tensor:
    """Wrong: rows that are pulled back lose their signs."""
    norms = weight.norm(dim=1, keepdim=True)
    return torch.where(norms > limit, weight.abs() * (limit / norms), weight)


def transposed_when_square(weight: Tensor, limit: float) -> Tensor:
    """Wrong: treats columns instead of rows where there are as many."""
    if weight.shape[0] == weight.shape[1]:
        return renormed(weight.T, limit).T
    return renormed(weight, limit)


def limit_of_one(weight: Tensor, limit: float) -> Tensor:
    """Wrong: pulls back to length 1, whatever the limit."""
    norms = weight.norm(dim=1, keepdim=True)
    return torch.where(norms > limit, weight / norms, weight)


RIGHT = {"check_max_norm": {"renormed": renormed}}
WRONG = {
    "check_max_norm": {
        "returns NaN for a row of zeros": nan_for_zeros,
        "takes the sum of absolute values for the length": sum_of_sizes,
        "compares the squared length with the limit": square_compared,
        "calculates in float32": in_float32,
        "pulls back the longest row only": longest_only,
        "shrinks all rows when one is too long": all_when_one,
        "sets long rows to zero": cut_to_zero,
        "loses the signs": sign_lost,
        "treats the columns of square weights": transposed_when_square,
        "pulls back to length 1": limit_of_one,
    }
}
