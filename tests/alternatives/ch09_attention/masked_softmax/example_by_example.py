"""Row after row, the softmax of the allowed scores alone."""

import torch
from torch import Tensor

EFFICIENT = False


def masked_softmax(scores: Tensor, valid: Tensor | None = None) -> Tensor:
    K = scores.shape[-1]
    if valid is None:
        valid = torch.full(scores.shape[:1], K)
    if valid.dtype != torch.bool:
        middle = scores.dim() - 1 - valid.dim()
        limits = valid[(slice(None), *[None] * middle)].expand(scores.shape[:-1])
        valid = torch.stack([limits > k for k in range(K)], -1)
    flat, mask = scores.reshape(-1, K), valid.expand(scores.shape).reshape(-1, K)
    rows = []
    for row, allowed in zip(flat, mask, strict=True):
        places = allowed.nonzero().flatten()
        weights = torch.softmax(row[places], 0) if len(places) else row[places]
        rows.append(torch.zeros_like(row).index_put((places,), weights))
    return torch.stack(rows).reshape(scores.shape)
