"""Pixels in one long axis, log space throughout, counts with an index_add."""

from __future__ import annotations

import torch


def _log_softmax(logits):
    rows = logits.movedim(1, -1).reshape(-1, logits.shape[1])
    top = rows.max(1, keepdim=True).values
    return rows - top - torch.log(torch.exp(rows - top).sum(1, keepdim=True))


def dice_loss(logits, target, smooth=1.0):
    p = _log_softmax(logits).exp()
    g = torch.eye(logits.shape[1], dtype=p.dtype, device=p.device)[target.reshape(-1)]
    numerator = 2 * (p * g).sum(0) + smooth
    denominator = (p + g).sum(0) + smooth
    return (1 - numerator / denominator).mean()


def focal_loss(logits, target, gamma=2.0, alpha=None):
    log_p = _log_softmax(logits)
    flat = target.reshape(-1)
    picked = log_p[torch.arange(len(flat), device=flat.device), flat]
    easy = -torch.expm1(picked)  # 1 - p
    loss = -picked * easy.pow(gamma)
    if alpha is not None:
        loss = loss * alpha[flat]
    return loss.sum() / len(flat)


def confusion(pred, target, num_classes, ignore_index=None):
    pred, target = pred.reshape(-1), target.reshape(-1)
    counts = torch.zeros(num_classes, num_classes, dtype=torch.int64, device=pred.device)
    ones = torch.ones_like(pred)
    if ignore_index is not None:
        ones = (target != ignore_index).long()
        target = target.where(target != ignore_index, 0)
    counts.index_put_((target, pred), ones, accumulate=True)
    return counts


def mean_iou(conf):
    ious = []
    for k in range(len(conf)):
        both = int(conf[k, k])
        union = int(conf[k].sum()) + int(conf[:, k].sum()) - both
        ious.append(both / union if union else float("nan"))
    per_class = torch.tensor(ious, dtype=torch.float64)
    known = per_class[~per_class.isnan()]
    return per_class, known.mean()


def dataset_iou(batches, num_classes, ignore_index=None):
    total = 0
    for pred, target in batches:
        total = total + confusion(pred, target, num_classes, ignore_index)
    return mean_iou(total)
