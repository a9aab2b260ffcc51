"""Two matrices and a function instead of modules; dropout and penalty written out."""

from __future__ import annotations

import math

import torch
from torch.nn import functional as F


def fit_regularised(x_train, y_train, x_val, y_val, config, seed=0):
    gen = torch.Generator().manual_seed(seed)
    D, K, H = x_train.shape[1], int(y_train.max()) + 1, 256
    shapes = {"w1": (D, H), "b1": (H,), "w2": (H, K), "b2": (K,)}
    p = {}
    for name, shape in shapes.items():
        values = torch.randn(shape, generator=gen) / (
            math.sqrt(shape[0] / 2) if len(shape) > 1 else 1e9
        )
        p[name] = values.to(x_train).requires_grad_()
    optimiser = torch.optim.AdamW(p.values(), lr=3e-3, weight_decay=0.0)

    def logits_of(x, q, drop=None):
        h = (x @ q["w1"] + q["b1"]).clamp(min=0)
        return (h if drop is None else h * drop) @ q["w2"] + q["b2"]

    rate, best, waited = config["dropout"], None, 0
    history = {"train_loss": [], "val_loss": []}
    for _ in range(config["epochs"]):
        keep = (torch.rand(len(x_train), H, generator=gen) >= rate).to(x_train) / max(
            1 - rate, 1e-9
        )
        noise = torch.randn(x_train.shape, generator=gen).to(x_train)
        loss = F.cross_entropy(logits_of(x_train + config["noise"] * noise, p, keep), y_train)
        loss = loss + config["weight_decay"] / 2 * (p["w1"].square().sum() + p["w2"].square().sum())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        with torch.no_grad():
            val_loss = float(F.cross_entropy(logits_of(x_val, p), y_val))
        history["train_loss"].append(float(loss.detach()))
        history["val_loss"].append(val_loss)
        if best is None or val_loss < best[0]:
            best, waited = (val_loss, {n: t.detach().clone() for n, t in p.items()}), 0
        else:
            waited += 1
            if config["patience"] is not None and waited == config["patience"]:
                break
    last = {n: t.detach().clone() for n, t in p.items()}
    final = last if config["patience"] is None else best[1]

    def predict(x):
        return logits_of(x, final)

    report = {"history": history, "val_loss": float(F.cross_entropy(predict(x_val), y_val))}
    for part, x, y in (("train", x_train, y_train), ("val", x_val, y_val)):
        report[f"{part}_accuracy"] = float((predict(x).argmax(1) == y).float().mean())
    return predict, report


def search(train, validation, test, configs, seed=0):
    best = None
    losses = []
    for index, config in enumerate(configs):
        predict, report = fit_regularised(*train, *validation, config, seed)
        losses.append(report["val_loss"])
        if best is None or losses[-1] < best[1]:
            best = index, losses[-1], predict
    test_loss = float(F.cross_entropy(best[2](test[0]), test[1]))
    return best[2], {"best": best[0], "val_loss": losses, "test_loss": test_loss}


def calibration_curve(probs, y, bins=10):
    confidence, predicted = probs.max(dim=1)
    rows = []
    for b in range(bins):
        inside = (confidence * bins > b) & (confidence * bins <= b + 1)
        right = (predicted[inside] == y[inside]).to(probs.dtype)
        rows.append((confidence[inside].mean(), right.mean(), inside.sum()))
    confidences, accuracies, counts = zip(*rows, strict=True)
    return torch.stack(confidences), torch.stack(accuracies), torch.stack(counts)
