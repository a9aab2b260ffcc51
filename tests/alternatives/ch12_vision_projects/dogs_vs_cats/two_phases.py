"""Adam with a falling rate, label smoothing; fine-tuning in two phases; the probe by LBFGS."""

from __future__ import annotations

import copy

import torch
from torch import nn
from torch.nn import functional as F

from .augment import Compose, hflip
from .freezing import freeze, unfreeze_last
from .project import Backbone, Classifier


def _mirrored():
    return Compose([(lambda image, u: hflip(image)[0] if u[0] < 0.5 else image, 1)], torch.rand)


def _fit(model, rate, images, labels, epochs, size):
    trained = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.Adam(trained, lr=rate)
    steps = epochs * (1 + (len(images) - 1) // size)
    falling = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.02, total_iters=steps)
    model.train()
    for _ in range(epochs):
        for rows in torch.randperm(len(images)).split(size):
            batch = _mirrored().batch(images[rows])
            loss = F.cross_entropy(model(batch), labels[rows], label_smoothing=0.05)
            model.zero_grad()
            loss.backward()
            optimizer.step()
            falling.step()
    return model.eval()


def pretrain_backbone(images, labels, seed, epochs=6):
    torch.manual_seed(seed)
    model = Classifier(Backbone(), int(labels.max()) + 1)
    return _fit(model, 5e-3, images, labels, epochs, 32).backbone


def linear_probe(backbone, images, labels, seed):
    torch.manual_seed(seed)
    model = Classifier(backbone, int(labels.max()) + 1)
    model.eval()
    features = backbone(images).detach()
    parameters = list(model.head.parameters())
    optimizer = torch.optim.LBFGS(parameters, max_iter=40)

    def closure():
        optimizer.zero_grad()
        loss = F.cross_entropy(model.head(features), labels)
        loss = loss + 1e-2 * model.head.weight.square().sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    return model


def finetune(backbone, images, labels, seed, epochs=15):
    torch.manual_seed(seed)
    own = freeze(copy.deepcopy(backbone))
    model = Classifier(own, int(labels.max()) + 1)
    _fit(model, 2e-2, images, labels, epochs, 16)
    for child in own.children():
        if isinstance(child, nn.Sequential):
            unfreeze_last(child, 4)
    return _fit(model, 5e-4, images, labels, max(1, epochs // 2), 8)
