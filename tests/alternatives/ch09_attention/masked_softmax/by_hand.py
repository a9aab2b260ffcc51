"""exp of scores shifted by the largest allowed one, in float32 for half precision."""

import torch
from torch import Tensor


def masked_softmax(scores: Tensor, valid: Tensor | None = None) -> Tensor:
    K = scores.shape[-1]
    if valid is None:
        allowed = torch.ones_like(scores, dtype=torch.bool)
    elif valid.dtype == torch.bool:
        allowed = valid.expand(scores.shape)
    else:
        while valid.dim() < scores.dim() - 1:
            valid = valid.unsqueeze(1)
        allowed = (valid.unsqueeze(-1) > torch.arange(K, device=scores.device)).expand(scores.shape)
    wide = scores if scores.dtype == torch.float64 else scores.float()
    wide = torch.where(allowed, wide, -torch.inf)
    top = wide.amax(-1, keepdim=True).detach()
    top = torch.where(top == -torch.inf, 0, top)
    e = torch.where(allowed, wide - top, -torch.inf).exp()
    total = e.sum(-1, keepdim=True)
    return (e / total.where(total > 0, torch.ones_like(total))).to(scores.dtype)
