"""Bias as the last weight of inputs with a column of ones; batches by slices."""

import torch
from torch import Tensor


def train_linear_regression(
    x: Tensor,
    y: Tensor,
    lr: float,
    epochs: int,
    batch_size: int,
    gen: torch.Generator | None = None,
) -> tuple[Tensor, Tensor, list[float]]:
    wide = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    theta = torch.zeros_like(wide[0])
    history = []
    for _ in range(epochs):
        permutation = torch.randperm(len(x), generator=gen)
        shuffled, wanted = wide[permutation], y[permutation]
        squares = []
        for start in range(0, len(x), batch_size):
            rows, aims = shuffled[start : start + batch_size], wanted[start : start + batch_size]
            error = rows @ theta - aims
            squares.append(error**2)
            theta = theta - lr * 2 / len(rows) * (rows.T @ error)
        history.append(float(torch.cat(squares).mean()))
    return theta[:-1], theta[-1], history
