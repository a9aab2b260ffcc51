"""Lists of booleans, made place by place."""

import torch
from torch import Tensor

EFFICIENT = False


def causal_mask(T: int, S: int | None = None, device=None) -> Tensor:
    S = T if S is None else S
    rows = [[j - i <= S - T for j in range(S)] for i in range(T)]
    return torch.tensor(rows, device=device)


def padding_mask(lengths: Tensor, T: int) -> Tensor:
    rows = [[[True] * n + [False] * (T - n)] for n in lengths.tolist()]
    return torch.tensor(rows, device=lengths.device)


def combine_masks(*masks: Tensor | None) -> Tensor | None:
    given = [mask for mask in masks if mask is not None]
    if not given:
        return None
    return torch.stack(torch.broadcast_tensors(*given)).all(0)


def sliding_window_mask(T: int, w: int, device=None) -> Tensor:
    if w < 1:
        raise ValueError(w)
    rows = [[i - w < j <= i for j in range(T)] for i in range(T)]
    return torch.tensor(rows, device=device)
