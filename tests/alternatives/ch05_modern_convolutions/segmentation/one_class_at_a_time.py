"""Loops over classes; whole-tensor sums inside."""

from __future__ import annotations

import torch


def _shift(logits):
    return logits - logits.detach().max(dim=1, keepdim=True)[0]


def dice_loss(logits, target, smooth=1.0):
    e = _shift(logits).exp()
    total = e.sum(1)
    scores = []
    for k in range(logits.shape[1]):
        p, g = e[:, k] / total, target == k
        scores.append((2 * p[g].sum() + smooth) / (p.sum() + g.sum() + smooth))
    return 1 - torch.stack(scores).mean()


def focal_loss(logits, target, gamma=2.0, alpha=None):
    z = _shift(logits)
    log_total = z.exp().sum(1).log()
    loss = 0
    for k in range(logits.shape[1]):
        inside = target == k
        log_p = (z[:, k] - log_total)[inside]
        weight = 1 if alpha is None else alpha[k]
        loss = loss - (weight * (1 - log_p.exp()) ** gamma * log_p).sum()
    return loss / target.numel()


def confusion(pred, target, num_classes, ignore_index=None):
    valid = torch.ones_like(target, dtype=torch.bool)
    if ignore_index is not None:
        valid = target.ne(ignore_index)
    pairs = target[valid] * num_classes + pred[valid]
    cells = torch.zeros(num_classes * num_classes, dtype=torch.long, device=pred.device)
    cells.scatter_add_(0, pairs, torch.ones_like(pairs))
    return cells.view(num_classes, num_classes)


def mean_iou(conf):
    hits = conf.diag().to(torch.float64)
    union = conf.sum(0) + conf.sum(1) - conf.diag()
    per_class = torch.where(union > 0, hits / union.clamp(min=1), torch.nan)
    return per_class, torch.nanmean(per_class)


def dataset_iou(batches, num_classes, ignore_index=None):
    preds, targets = zip(*((p.flatten(), t.flatten()) for p, t in batches), strict=True)
    return mean_iou(confusion(torch.cat(preds), torch.cat(targets), num_classes, ignore_index))
