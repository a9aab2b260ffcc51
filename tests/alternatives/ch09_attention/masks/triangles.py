"""tril and triu of tables of ones; a product of masks."""

import functools
import operator

import torch
from torch import Tensor


def causal_mask(T: int, S: int | None = None, device=None) -> Tensor:
    S = S if S is not None else T
    return torch.ones(T, S, dtype=torch.bool, device=device).tril(S - T)


def padding_mask(lengths: Tensor, T: int) -> Tensor:
    ends = torch.zeros(len(lengths), T + 1, dtype=torch.long, device=lengths.device)
    ends.scatter_(1, lengths[:, None], 1)
    return (ends.cumsum(1)[:, :T] == 0).unsqueeze(1)


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    given = [mask for mask in masks if mask is not None]
    return functools.reduce(operator.mul, given) if given else None


def sliding_window_mask(T: int, w: int, device=None) -> Tensor:
    if w <= 0:
        message = "the window is empty"
        raise ValueError(message)
    return causal_mask(T, device=device).triu(1 - w)
