"""Log space: softmax as the exponential of log_softmax, targets as one-hot distributions."""

import torch
from torch import Tensor


def log_softmax(x: Tensor, dim: int) -> Tensor:
    top = x.max(dim=dim, keepdim=True).values.detach()
    return x - (top + torch.log(torch.exp(x - top).sum(dim=dim, keepdim=True)))


def softmax(x: Tensor, dim: int) -> Tensor:
    return torch.exp(log_softmax(x, dim))


def cross_entropy(
    logits: Tensor,
    target: Tensor,
    reduction: str = "mean",
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
) -> Tensor:
    k = logits.shape[1]
    classes = torch.arange(k, device=logits.device).reshape(1, k, *[1] * (logits.dim() - 2))
    is_target = target.unsqueeze(1) == classes
    kept = target.ne(ignore_index)
    wanted = is_target.to(logits.dtype) * (1 - label_smoothing) + label_smoothing / k
    wanted = wanted * kept.unsqueeze(1)
    log_p = log_softmax(logits, 1)
    terms = torch.where(wanted > 0, wanted * log_p, torch.zeros_like(log_p))
    loss = -terms.sum(1)
    if reduction == "none":
        return loss
    total = loss.sum()
    if reduction == "sum":
        return total
    return total / max(int(kept.sum()), 1)
