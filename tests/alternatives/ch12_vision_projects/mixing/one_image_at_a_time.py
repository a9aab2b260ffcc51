"""Python loops over the batch; clamped numbers; log of a normalised exponential."""

from __future__ import annotations

import torch


def mixup(x, y, lam, perm):
    images = [lam * x[b] + (1 - lam) * x[p] for b, p in enumerate(perm.tolist())]
    labels = [lam * y[b] + (1 - lam) * y[p] for b, p in enumerate(perm.tolist())]
    return torch.stack(images), torch.stack(labels)


def _clamped(value, end):
    return min(max(value, 0), end)


def cutmix(x, y, lam, cx, cy, perm):
    H, W = x.shape[-2], x.shape[-1]
    w, h = int((1 - lam) ** 0.5 * W), int((1 - lam) ** 0.5 * H)
    x1, y1 = cx - w // 2, cy - h // 2
    x1, x2 = _clamped(x1, W), _clamped(x1 + w, W)
    y1, y2 = _clamped(y1, H), _clamped(y1 + h, H)
    lam_eff = (H * W - (x2 - x1) * (y2 - y1)) / (H * W)
    images, labels = [], []
    for b, p in enumerate(perm.tolist()):
        image = x[b].clone()
        image[:, y1:y2, x1:x2] = x[p, :, y1:y2, x1:x2]
        images.append(image)
        labels.append(lam_eff * y[b] + (1 - lam_eff) * y[p])
    return torch.stack(images), torch.stack(labels), lam_eff


def soft_ce(logits, probs):
    losses = []
    for row, target in zip(logits, probs, strict=True):
        gaps = row - row.max()
        losses.append((target * (gaps.exp().sum().log() - gaps)).sum())
    return torch.stack(losses).mean()
