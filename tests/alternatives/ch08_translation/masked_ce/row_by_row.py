"""Row by row, a shifted log-sum-exp written out, one-hot targets."""

import torch
from torch.nn import functional as F

EFFICIENT = False


def masked_ce(logits, target, valid_len, reduction="token"):
    if reduction not in {"none", "token", "sequence"}:
        message = "unknown reduction"
        raise ValueError(message)
    rows = []
    for whole, wanted, n in zip(logits, target, valid_len.tolist(), strict=True):
        z, y = whole[:n], wanted[:n]
        shifted = z - z.detach().amax(dim=1, keepdim=True) if n else z
        log_p = shifted - shifted.exp().sum(dim=1, keepdim=True).log()
        rows.append(-(log_p * F.one_hot(y, z.shape[1])).sum(dim=1))
    if reduction == "none":
        return torch.stack([F.pad(row, (0, logits.shape[1] - len(row))) for row in rows])
    full = [row for row in rows if len(row)]
    if not full:
        return logits[:, :0].sum()
    if reduction == "token":
        return torch.cat(full).mean()
    return torch.stack([row.mean() for row in full]).mean()
