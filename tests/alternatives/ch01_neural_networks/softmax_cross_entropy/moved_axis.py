"""The class axis moved to the end and everything flattened to rows; kept rows picked by index."""

import torch
from torch import Tensor


def softmax(x: Tensor, dim: int) -> Tensor:
    rows = x.movedim(dim, -1)
    weights = torch.exp(rows - rows.amax(-1, keepdim=True))
    return (weights / weights.sum(-1, keepdim=True)).movedim(-1, dim)


def log_softmax(x: Tensor, dim: int) -> Tensor:
    rows = x.movedim(dim, -1)
    rows = rows - rows.amax(-1, keepdim=True)
    return (rows - rows.exp().sum(-1, keepdim=True).log()).movedim(-1, dim)


def cross_entropy(
    logits: Tensor,
    target: Tensor,
    reduction: str = "mean",
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
) -> Tensor:
    rows = log_softmax(logits, 1).movedim(1, -1).reshape(-1, logits.shape[1])
    labels = target.reshape(-1)
    chosen = (labels != ignore_index).nonzero().squeeze(1)
    picked = -rows[chosen, labels[chosen]]
    if label_smoothing:
        spread = -rows[chosen].sum(1) / rows.shape[1]
        picked = picked + label_smoothing * (spread - picked)
    if reduction == "sum":
        return picked.sum()
    if reduction == "mean":
        return picked.sum() / max(len(chosen), 1)
    return rows.new_zeros(len(labels)).index_put((chosen,), picked).reshape(target.shape)
