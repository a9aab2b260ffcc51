"""The square expanded by dot products of flattened tensors; one entry at a time for none."""

import torch
from torch import Tensor

EFFICIENT = False


def mse_loss(pred: Tensor, target: Tensor, reduction: str = "mean") -> tuple[Tensor, Tensor]:
    if pred.dim() != target.dim() or any(
        a != b for a, b in zip(pred.shape, target.shape, strict=True)
    ):
        message = "pred and target should have one shape"
        raise ValueError(message)
    d = torch.sub(pred, target).reshape(-1)
    doubled = torch.add(pred, pred) - torch.add(target, target)
    if reduction == "none":
        return torch.stack([e * e for e in d]).reshape(pred.shape), doubled
    if reduction == "sum":
        return torch.dot(d, d), doubled
    if reduction == "mean":
        return torch.dot(d, d).div(d.numel()), doubled.div(d.numel())
    message = f"unknown reduction {reduction}"
    raise ValueError(message)
