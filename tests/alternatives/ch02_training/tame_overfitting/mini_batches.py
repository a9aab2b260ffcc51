"""Mini-batches and torch's own dropout; weight decay by the optimiser's L2 of two groups."""

from __future__ import annotations

import copy

import torch
from torch import nn


def fit_regularised(x_train, y_train, x_val, y_val, config, seed=0):
    torch.manual_seed(seed)
    net = nn.Sequential()
    net.append(nn.Linear(x_train.shape[1], 256)).append(nn.ReLU())
    net.append(nn.Dropout(config["dropout"])).append(nn.Linear(256, 1 + int(y_train.max())))
    net = net.to(x_train.device)
    weights = [p for p in net.parameters() if p.dim() == 2]
    biases = [p for p in net.parameters() if p.dim() == 1]
    groups = [
        {"params": weights, "weight_decay": config["weight_decay"]},
        {"params": biases, "weight_decay": 0.0},
    ]
    optimiser = torch.optim.Adam(groups, lr=2e-3)
    loss_of = nn.CrossEntropyLoss()
    train_losses, val_losses, kept = [], [], copy.deepcopy(net)
    for epoch in range(config["epochs"]):
        net.train()
        total = 0.0
        for rows in torch.randperm(len(x_train)).to(x_train.device).chunk(2):
            x = x_train[rows]
            loss = loss_of(net(x + torch.randn_like(x) * config["noise"]), y_train[rows])
            net.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item() * len(rows) / len(x_train)
        net.eval()
        with torch.inference_mode():
            val_losses.append(loss_of(net(x_val), y_val).item())
        train_losses.append(total)
        best_epoch = val_losses.index(min(val_losses))
        if config["patience"] is None or best_epoch == epoch:
            kept = copy.deepcopy(net)
        elif epoch - best_epoch >= config["patience"]:
            break
    kept.eval().requires_grad_(requires_grad=False)

    def predict(x):
        return kept(x)

    def share(x, y):
        return predict(x).argmax(dim=-1).eq(y).double().mean().item()

    return predict, {
        "train_accuracy": share(x_train, y_train),
        "val_accuracy": share(x_val, y_val),
        "val_loss": loss_of(predict(x_val), y_val).item(),
        "history": {"train_loss": train_losses, "val_loss": val_losses},
    }


def search(train, validation, test, configs, seed=0):
    runs = [fit_regularised(*train, *validation, config, seed=seed) for config in configs]
    best = min(range(len(runs)), key=lambda i: runs[i][1]["val_loss"])
    predict = runs[best][0]
    return predict, {
        "best": best,
        "val_loss": [report["val_loss"] for _, report in runs],
        "test_loss": nn.functional.cross_entropy(predict(test[0]), test[1]).item(),
    }


def calibration_curve(probs, y, bins=10):
    values, labels = probs.topk(1, dim=1)
    values, right = values[:, 0], labels[:, 0] == y
    edges = torch.arange(1, bins, device=probs.device) / bins
    place = torch.bucketize(values.double(), edges.double())
    hot = nn.functional.one_hot(place, bins).to(probs.dtype)
    count = hot.sum(0)
    return values @ hot / count, right.to(probs.dtype) @ hot / count, count.long()
