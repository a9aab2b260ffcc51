"""Rows without allowed keys are made harmless first and zeroed afterwards; log-softmax."""

import torch
from torch import Tensor


def mask_of(scores: Tensor, lengths: Tensor) -> Tensor:
    places = torch.arange(scores.shape[-1], device=scores.device)
    if lengths.dim() == 1:
        lengths = lengths[:, None]
    mask = places < lengths[..., None]
    return mask.reshape(len(lengths), *[1] * (scores.dim() - 3), *mask.shape[1:])


def masked_softmax(scores: Tensor, valid: Tensor | None = None) -> Tensor:
    if valid is None:
        return scores.log_softmax(-1).exp()
    if valid.dtype != torch.bool:
        valid = mask_of(scores, valid)
    some = valid.any(-1, keepdim=True)
    filled = torch.where(valid | ~some, torch.where(valid, scores, 0), -torch.inf)
    return torch.where(valid, filled.log_softmax(-1).exp(), 0)
