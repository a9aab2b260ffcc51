"""lerp for mixup, a mask of the rectangle for CutMix, logsumexp by hand with logaddexp."""

from __future__ import annotations

import functools
import math

import torch


def mixup(x, y, lam, perm):
    other_x, other_y = x.index_select(0, perm), y.index_select(0, perm)
    return torch.lerp(other_x, x, float(lam)), torch.lerp(other_y, y, float(lam))


def cutmix(x, y, lam, cx, cy, perm):
    _, _, H, W = x.shape
    root = math.sqrt(1 - lam)
    w, h = math.floor(W * root), math.floor(H * root)
    columns, rows = torch.arange(W, device=x.device), torch.arange(H, device=x.device)
    wide = (columns >= cx - w // 2) & (columns < cx - w // 2 + w)
    tall = (rows >= cy - h // 2) & (rows < cy - h // 2 + h)
    inside = tall[:, None] & wide
    share = float(inside.double().mean())
    mixed = torch.where(inside, x[perm], x)
    return mixed, y + share * (y[perm] - y), 1 - share


def soft_ce(logits, probs):
    total = functools.reduce(torch.logaddexp, logits.unbind(1))  # (B,)
    return (total - (logits * probs).sum(1)).sum() / len(logits)
