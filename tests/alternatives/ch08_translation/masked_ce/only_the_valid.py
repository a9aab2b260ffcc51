"""Boolean indexing: the padding is never touched; sums by scattering back."""

import torch


def masked_ce(logits, target, valid_len, reduction="token"):
    if reduction not in ("token", "sequence", "none"):
        raise ValueError(reduction)
    B, T, _ = logits.shape
    valid = torch.arange(T, device=logits.device).expand(B, T) < valid_len.unsqueeze(1)
    z, y = logits[valid], target[valid]  # (n, V), (n,)
    nll = torch.logsumexp(z, dim=1) - z[torch.arange(len(y), device=y.device), y]
    if reduction == "token":
        return nll.sum() / max(1, len(nll))
    if reduction == "none":
        return logits.new_zeros(B, T).masked_scatter(valid, nll)
    row = valid.nonzero()[:, 0]
    weights = 1 / valid_len[row].to(logits.dtype)
    return (nll * weights).sum() / max(1, int((valid_len > 0).sum()))
