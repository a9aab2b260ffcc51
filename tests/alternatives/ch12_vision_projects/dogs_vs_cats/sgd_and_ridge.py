"""SGD with momentum and a cosine; the probe solved as ridge regression; BatchNorms left moving."""

from __future__ import annotations

import copy
import math

import torch
from torch import nn
from torch.nn import functional as F

from .project import Backbone, Classifier


def _train(model, groups, images, labels, epochs, size):
    optimizer = torch.optim.SGD(groups, lr=0.05, momentum=0.9, nesterov=True, weight_decay=5e-4)
    start = [group["lr"] for group in optimizer.param_groups]
    count = math.ceil(len(images) / size)
    for epoch in range(epochs):
        order = torch.randperm(len(images))
        for step in range(count):
            done = (epoch * count + step) / (epochs * count)
            for group, lr in zip(optimizer.param_groups, start, strict=True):
                group["lr"] = lr * min(1.0, 5 * done + 0.1) * (1 + math.cos(math.pi * done)) / 2
            rows = order[step * size : (step + 1) * size]
            x = images[rows]
            if torch.rand(()) < 0.5:
                x = x.flip(-1)
            optimizer.zero_grad()
            F.cross_entropy(model(x), labels[rows]).backward()
            optimizer.step()


def pretrain_backbone(images, labels, seed, epochs=6):
    torch.manual_seed(seed)
    classifier = Classifier(Backbone(), len(labels.unique()))
    classifier.train()
    _train(classifier, classifier.parameters(), images, labels, epochs, 16)
    classifier.eval()
    return classifier.backbone


def linear_probe(backbone, images, labels, seed):
    torch.manual_seed(seed)
    K = int(labels.max()) + 1
    mode = backbone.training
    backbone.eval()
    with torch.no_grad():
        f = backbone(images)
    backbone.train(mode)
    mean, std = f.mean(0), f.std(0) + 1e-3
    z = (f - mean) / std
    target = F.one_hot(labels, K).to(z.dtype) - 1 / K
    weight = torch.linalg.solve(z.T @ z + 3 * torch.eye(z.shape[1]), z.T @ target)
    classifier = Classifier(backbone, K)
    with torch.no_grad():
        classifier.head.weight.copy_(4 * weight.T / std)
        classifier.head.bias.copy_(4 * (target.mean(0) - (mean / std) @ weight))
    return classifier.eval()


def finetune(backbone, images, labels, seed, epochs=15):
    torch.manual_seed(seed)
    own = copy.deepcopy(backbone)
    classifier = Classifier(own, int(labels.max()) + 1)
    classifier.train()
    for layer in classifier.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.eval()
    groups = [
        {"params": list(own.parameters()), "lr": 0.003},
        {"params": list(classifier.head.parameters()), "lr": 0.02},
    ]
    _train(classifier, groups, images, labels, 2 * epochs, 8)
    return classifier.eval()
