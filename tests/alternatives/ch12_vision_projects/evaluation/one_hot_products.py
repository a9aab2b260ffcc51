"""One-hot matrices and products; AUC as the area under steps; two backward hooks."""

from __future__ import annotations

import torch


def _one_hot(labels, K):
    return torch.eye(K, dtype=torch.float64, device=labels.device)[labels]


def confusion_matrix(pred, target, num_classes):
    return (_one_hot(target, num_classes).T @ _one_hot(pred, num_classes)).round().long()


def precision_recall_f1(conf, average=None):
    if average is not None and average not in ("macro", "micro"):
        msg = f"unknown: {average}"
        raise ValueError(msg)
    c = conf.to(torch.float64)
    tp, fp, fn = c.diag(), c.sum(0) - c.diag(), c.sum(1) - c.diag()
    if average == "micro":
        tp, fp, fn = tp.sum(), fp.sum(), fn.sum()
    p = (tp / (tp + fp)).nan_to_num(0.0)
    r = (tp / (tp + fn)).nan_to_num(0.0)
    f = (tp / (tp + (fp + fn) / 2)).nan_to_num(0.0)
    if average == "macro":
        p, r, f = p.mean(), r.mean(), f.mean()
    return p, r, f


def roc_auc(scores, y):
    values = scores.unique().flip(0)
    positives = (scores[None] == values[:, None]).double() @ (y == 1).double()
    negatives = (scores[None] == values[:, None]).double() @ (y == 0).double()
    tpr = torch.cat([positives.new_zeros(1), positives.cumsum(0)]) / positives.sum()
    fpr = torch.cat([negatives.new_zeros(1), negatives.cumsum(0)]) / negatives.sum()
    return torch.trapezoid(tpr, fpr)


def topk_accuracy(logits, y, k):
    k = min(k, logits.shape[1])
    found = torch.zeros_like(logits, dtype=torch.float64).scatter(1, logits.topk(k).indices, 1.0)
    return found.gather(1, y.view(-1, 1)).mean()


def ece(probs, y, bins=15):
    probs = probs.double()
    named = probs.argmax(1)
    confidence = probs.gather(1, named[:, None]).squeeze(1)
    borders = torch.arange(1, bins, dtype=torch.float64, device=probs.device)
    place = torch.bucketize(confidence * bins, borders)  # a value on a border goes below
    member = _one_hot(place, bins)
    right, sure = member.T @ (named == y).double(), member.T @ confidence
    return (right - sure).abs().sum() / probs.shape[0]


@torch.no_grad()
def tta(model, x, transforms):
    mode = model.training
    model.eval()
    mean = sum(torch.softmax(model(f(x)), dim=-1) / len(transforms) for f in transforms)
    model.train(mode)
    return mean


def grad_cam(model, layer, x, cls):
    maps, slopes = [], []

    def catch(_layer, _inputs, output):
        maps.append(output.detach())
        if not output.requires_grad:
            output = output.detach().requires_grad_()
        output.register_hook(lambda slope: slopes.append(slope.clone()))
        return output

    handle = layer.register_forward_hook(catch)
    mode = model.training
    model.eval()
    with torch.enable_grad():
        logits = model(x.detach())
        handle.remove()
        model.train(mode)
        wanted = [p for p in model.parameters() if p.requires_grad]
        before = [p.grad for p in wanted]
        logits[:, cls].sum().backward()
        for p, grad in zip(wanted, before, strict=True):
            p.grad = grad
    cam = torch.relu((slopes[0].mean(dim=(-1, -2))[..., None, None] * maps[0]).sum(dim=1))
    top = cam.flatten(1).max(1).values
    top[top == 0] = 1
    return (cam / top.view(-1, 1, 1)).detach()
