"""Python loops over cells and objects; torch's loss functions."""

from __future__ import annotations

import math

import torch
from torch.nn import functional as F

EFFICIENT = False


def yolo_encode(boxes, labels, S, K):
    grid = torch.zeros((S, S, 5 + K), dtype=boxes.dtype)
    best = {}
    for n, (cx, cy, w, h) in enumerate(boxes.tolist()):
        column, row = min(math.floor(cx * S), S - 1), min(math.floor(cy * S), S - 1)
        if (row, column) in best and best[row, column] >= w * h:
            continue
        best[row, column] = w * h
        one_hot = [float(k == labels[n]) for k in range(K)]
        values = [cx * S - column, cy * S - row, w, h, 1.0, *one_hot]
        grid[row, column] = torch.tensor(values, dtype=boxes.dtype)
    return grid


def yolo_decode(raw, conf_thr):
    B, S, _, _ = raw.shape
    found = []
    for b in range(B):
        boxes, scores, labels = [raw.new_zeros(0, 4)], [raw.new_zeros(0)], []
        for row in range(S):
            for column in range(S):
                cell = raw[b, row, column]
                x, y, w, h, conf = torch.sigmoid(cell[:5])
                probabilities = cell[5:].softmax(0)
                label = int(probabilities.argmax())
                score = conf * probabilities[label]
                if score > conf_thr:
                    boxes.append(torch.stack([(column + x) / S, (row + y) / S, w, h])[None])
                    scores.append(score[None])
                    labels.append(label)
        labels = torch.tensor(labels, dtype=torch.int64)
        found.append((torch.cat(boxes), torch.cat(scores), labels))
    return found


def yolo_loss(raw, target, l_coord=5.0, l_noobj=0.5):
    own = target[..., 4].bool()
    count = raw.shape[0]
    wanted, given = raw[own], target[own]
    xy = F.mse_loss(wanted[:, :2].sigmoid(), given[:, :2], reduction="sum")
    root = torch.exp(F.logsigmoid(wanted[:, 2:4]) * 0.5)
    wh = F.mse_loss(root, given[:, 2:4] ** 0.5, reduction="sum")
    certain = F.binary_cross_entropy_with_logits(raw[..., 4], target[..., 4], reduction="none")
    parts = {
        "coord": l_coord * (xy + wh) / count,
        "obj": certain[own].sum() / count,
        "noobj": l_noobj * certain[~own].sum() / count,
        "cls": F.cross_entropy(wanted[:, 5:], given[:, 5:].argmax(1), reduction="sum") / count,
    }
    parts["total"] = sum(parts.values())
    return parts
