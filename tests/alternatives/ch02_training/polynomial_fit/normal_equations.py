"""Powers by running products; normal equations of columns that are scaled to size 1."""

from __future__ import annotations

import torch


def poly_features(x, degree):
    if degree < 0:
        raise ValueError(degree)
    columns = [torch.ones_like(x)]
    for _ in range(degree):
        columns.append(columns[-1] * x)
    return torch.stack(columns, dim=1)


def fit_poly(x, y, degree, l2=0.0):
    phi = poly_features(x.double(), degree)
    size = phi.norm(dim=0).clamp(min=1e-30)
    scaled = phi / size
    prices = torch.full_like(size, l2)
    prices[0] = 0
    gram = scaled.T @ scaled + torch.diag(prices / size**2)
    right = scaled.T @ y.double()
    scaled_coefficients = torch.linalg.solve(gram, right)
    for _ in range(3):  # iterative refinement
        rest = right - gram @ scaled_coefficients
        scaled_coefficients = scaled_coefficients + torch.linalg.solve(gram, rest)
    return (scaled_coefficients / size).to(x.dtype)


def learning_report(train_err, val_err, noise_var):
    explains = train_err <= 2 * noise_var
    carries_over = val_err - train_err <= noise_var
    return {(True, True): "good", (True, False): "overfit"}.get(
        (explains, carries_over), "underfit"
    )
