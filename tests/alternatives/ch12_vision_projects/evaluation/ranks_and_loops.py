"""AUC by ranks, loops over bins and classes, Grad-CAM with retain_grad on a copy."""

from __future__ import annotations

import copy

import torch


def confusion_matrix(pred, target, num_classes):
    conf = torch.zeros(num_classes, num_classes, dtype=torch.int64, device=pred.device)
    for t, p in zip(target.tolist(), pred.tolist(), strict=True):
        conf[t, p] += 1
    return conf


def _share(a, b):
    return a / b if b else 0.0


def precision_recall_f1(conf, average=None):
    if average not in (None, "macro", "micro"):
        raise ValueError(average)
    K = len(conf)
    rows = [(int(conf[k, k]), int(conf[:, k].sum()), int(conf[k, :].sum())) for k in range(K)]
    if average == "micro":
        rows = [tuple(sum(column) for column in zip(*rows, strict=True))]
    table = [(_share(h, p), _share(h, t), _share(2 * h, p + t)) for h, p, t in rows]
    columns = [torch.tensor(c, dtype=torch.float64) for c in zip(*table, strict=True)]
    if average is None:
        return tuple(columns)
    return tuple(column.sum() / len(table) for column in columns)


def roc_auc(scores, y):
    P, N = int((y == 1).sum()), int((y == 0).sum())
    if P * N == 0:
        return torch.tensor(float("nan"), dtype=torch.float64)
    _, place, counts = scores.unique(return_inverse=True, return_counts=True)
    last = counts.cumsum(0).double()
    rank = last - (counts - 1).double() / 2  # the mean rank of tied scores
    total = rank[place][y == 1].sum()
    return (total - P * (P + 1) / 2) / (P * N)


def topk_accuracy(logits, y, k):
    best = logits.argsort(dim=1, descending=True)[:, :k]
    return (best == y[:, None]).any(1).sum().double() / len(y)


def ece(probs, y, bins=15):
    confidence, named = probs.to(torch.float64).max(dim=1)
    right = named.eq(y).double()
    total = torch.zeros((), dtype=torch.float64)
    for m in range(bins):
        inside = (confidence * bins > m) & (confidence * bins <= m + 1)
        if inside.any():
            gap = right[inside].mean() - confidence[inside].mean()
            total = total + inside.double().mean() * gap.abs()
    return total


def tta(model, x, transforms):
    was = model.training
    model.train(False)
    try:
        with torch.inference_mode():
            total = 0
            for change in transforms:
                logits = model(change(x))
                e = torch.exp(logits - logits.max(1, keepdim=True).values)
                total = total + e / e.sum(1, keepdim=True)
    finally:
        model.train(was)
    return (total / len(transforms)).clone()


def grad_cam(model, layer, x, cls):
    path = next(name for name, part in model.named_modules() if part is layer)
    twin = copy.deepcopy(model).eval().requires_grad_(True)
    kept = {}

    def keep(_layer, _inputs, output):
        output.retain_grad()
        kept["maps"] = output

    twin.get_submodule(path).register_forward_hook(keep)
    with torch.set_grad_enabled(True):
        twin(x.detach())[:, cls].sum().backward()
    maps, slopes = kept["maps"].detach(), kept["maps"].grad
    alpha = slopes.flatten(2).mean(-1)
    cam = torch.einsum("bc,bchw->bhw", alpha, maps).clamp(min=0)
    out = torch.zeros_like(cam)
    for b in range(len(cam)):
        if cam[b].max() > 0:
            out[b] = cam[b] / cam[b].max()
    return out
