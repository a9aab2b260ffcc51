"""One query after the other, in float64 where that is wider."""

import torch
from torch import Tensor

from .masking import causal_mask, masked_softmax

EFFICIENT = False


def sdpa(q: Tensor, k: Tensor, v: Tensor, mask=None, bias=None, causal: bool = False):
    Q, K, dk = q.shape[-2], k.shape[-2], q.shape[-1]
    half = q.dtype in {torch.float16, torch.bfloat16}
    q2, k2, v2 = (x.double() if half else x for x in (q, k, v))
    shape = (*q.shape[:-1], K)
    allowed = torch.ones(shape, dtype=torch.bool, device=q.device)
    if mask is not None:
        allowed = allowed & mask
    if causal:
        allowed = allowed & causal_mask(Q, K, q.device)
    outs, rows = [], []
    for i in range(Q):
        score = (q2[..., i : i + 1, :] * k2).sum(-1) / dk**0.5  # (…, K)
        if bias is not None:
            score = score + bias.expand(shape)[..., i, :]
        row = masked_softmax(score, allowed[..., i, :])
        rows.append(row)
        outs.append((row[..., None] * v2).sum(-2))
    return torch.stack(outs, -2).to(q.dtype), torch.stack(rows, -2).to(q.dtype)
