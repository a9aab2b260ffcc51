"""Python lists, zip and the math module."""

from __future__ import annotations

import math

import torch


def pretraining_set(images, labels, names, held_out=("cat", "dog")):
    left = [name for name in names if name not in set(held_out)]
    rows, numbers = [], []
    for row, label in enumerate(labels.tolist()):
        if names[label] in left:
            rows.append(row)
            numbers.append(left.index(names[label]))
    chosen = torch.tensor(rows, dtype=torch.int64, device=images.device)
    return images[chosen], torch.tensor(numbers, dtype=torch.int64, device=labels.device), left


def predict(model, images, loader=None, batch_size=64):
    mode = model.training
    model.train(False)
    found, waiting = [], []
    with torch.inference_mode():
        for place, item in enumerate(images, start=1):
            waiting.append(item if loader is None else loader(item))
            if len(waiting) == batch_size or place == len(images):
                logits = model(torch.stack(waiting))
                found.extend((logits[:, 1] - logits[:, 0]).sigmoid().unbind())
                waiting = []
    model.train(mode)
    return torch.stack(found).clone()


def log_loss(probs, y, eps=0.005):
    total = 0.0
    for p, label in zip(probs.tolist(), y.tolist(), strict=True):
        clipped = min(max(p, eps), 1 - eps)
        total -= label * math.log(clipped) + (1 - label) * math.log(1 - clipped)
    return torch.tensor(total / len(probs), dtype=torch.float64)


def submission_csv(ids, probs):
    values = probs.tolist()
    if len(values) != len(ids) or any(math.isnan(p) for p in values):
        msg = "this cannot be handed in"
        raise ValueError(msg)
    table = dict(zip(ids, values, strict=True))
    text = "id,label\n"
    for name in sorted(table):
        text += f"{name},{min(max(table[name], 0.005), 0.995):.6f}\n"
    return text
