"""Vandermonde matrix by numpy; the constant goes by centring; singular values for the rest."""

from __future__ import annotations

import numpy as np
import torch


def poly_features(x, degree):
    if degree < 0:
        message = "negative degree"
        raise ValueError(message)
    if not x.requires_grad:
        table = np.vander(x.double().cpu().numpy(), degree + 1, increasing=True)
        return torch.from_numpy(table.copy()).to(x)
    return torch.stack([x.pow(j) for j in range(degree + 1)], 1)


def fit_poly(x, y, degree, l2=0.0):
    phi = poly_features(x.detach().double(), degree)[:, 1:]
    target = y.double()
    mean = phi.mean(0)
    constant = target.mean()
    if degree:
        u, s, vh = torch.linalg.svd(phi - mean, full_matrices=False)
        filtered = torch.where(s > 0, s / (s * s + l2), torch.zeros_like(s))
        slopes = vh.T @ (filtered * (u.T @ (target - constant)))
        constant = constant - mean @ slopes
    else:
        slopes = mean
    return torch.cat((constant.reshape(1), slopes)).to(x.dtype)


def learning_report(train_err, val_err, noise_var):
    gap = val_err - train_err
    return (
        "underfit"
        if train_err > noise_var + noise_var
        else "overfit"
        if gap > noise_var
        else "good"
    )
