"""Masks over the whole grid where the reference chooses rows; softplus by hand."""

from __future__ import annotations

import torch
from torch.nn import functional as F


def yolo_encode(boxes, labels, S, K):
    N = len(boxes)
    area = boxes[:, 2] * boxes[:, 3]
    place = torch.clamp(torch.floor(boxes[:, :2] * S), 0, S - 1)
    flat = (place[:, 1] * S + place[:, 0]).long()
    grid = boxes.new_zeros(S * S, 5 + K)
    one_hot = F.one_hot(labels, K).to(boxes.dtype)
    rows = torch.cat(
        [boxes[:, :2] * S - place, boxes[:, 2:], torch.ones_like(area)[:, None], one_hot], 1
    )
    rivals = flat[:, None] == flat
    index = torch.arange(N)
    better = (area > area[:, None]) | ((area == area[:, None]) & (index < index[:, None]))
    winners = ~(rivals & better).any(1)
    grid[flat[winners]] = rows[winners]
    return grid.reshape(S, S, 5 + K)


def yolo_decode(raw, conf_thr):
    S = raw.shape[1]
    row, column = torch.meshgrid(torch.arange(S), torch.arange(S), indexing="ij")
    corner = torch.stack([column, row], -1).to(raw)
    xy = (1 / (1 + torch.exp(-raw[..., :2])) + corner) / S
    boxes = torch.cat([xy, torch.sigmoid(raw[..., 2:4])], -1).flatten(1, 2)
    joint = torch.sigmoid(raw[..., 4:5]) * torch.softmax(raw[..., 5:], -1)
    scores, labels = joint.flatten(1, 2).max(-1)
    result = []
    for b, s, k in zip(boxes, scores, labels, strict=True):
        chosen = (s > conf_thr).nonzero()[:, 0]
        result.append((b[chosen], s[chosen], k[chosen]))
    return result


def _softplus(z):
    return z.clamp(min=0) + torch.log1p(torch.exp(-z.abs()))


def yolo_loss(raw, target, l_coord=5.0, l_noobj=0.5):
    mask = target[..., 4]
    xy = (raw[..., :2].sigmoid() - target[..., :2]) ** 2
    root = torch.exp(-_softplus(-raw[..., 2:4]) / 2)
    wh = (root - target[..., 2:4].sqrt()) ** 2
    coord = ((xy + wh).sum(-1) * mask).sum()
    obj = (_softplus(-raw[..., 4]) * mask).sum()
    noobj = (_softplus(raw[..., 4]) * (1 - mask)).sum()
    log_p = raw[..., 5:] - torch.logsumexp(raw[..., 5:], -1, keepdim=True)
    cls = -(log_p * target[..., 5:]).sum()
    B = raw.shape[0]
    losses = [l_coord * coord / B, obj / B, l_noobj * noobj / B, cls / B]
    return dict(zip(("coord", "obj", "noobj", "cls", "total"), [*losses, sum(losses)], strict=True))
