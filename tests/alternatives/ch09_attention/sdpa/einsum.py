"""Einsum, queries scaled first, masks as penalties, a softmax by hand."""

import torch
from torch import Tensor


def sdpa(q: Tensor, k: Tensor, v: Tensor, mask=None, bias=None, causal: bool = False):
    kind = q.dtype
    if kind in {torch.float16, torch.bfloat16}:
        q, k, v = q.float(), k.float(), v.float()
    scores = torch.einsum("...qd,...kd->...qk", q * q.shape[-1] ** -0.5, k)
    if bias is not None:
        scores = scores + bias
    Q, K = scores.shape[-2:]
    if causal:
        future = torch.ones(Q, K, dtype=torch.bool, device=q.device).triu(K - Q + 1)
        scores = scores.masked_fill(future, -torch.inf)
    if mask is not None:
        scores = scores.masked_fill(mask.logical_not(), -torch.inf)
    top = scores.detach().amax(-1, keepdim=True).nan_to_num(neginf=0.0)
    e = (scores - top).exp()
    total = e.sum(-1, keepdim=True)
    weights = e / torch.where(total == 0, 1, total)
    return torch.einsum("...qk,...kd->...qd", weights, v).to(kind), weights.to(kind)
