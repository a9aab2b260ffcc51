"""A plain network, SGD with a schedule by hand, focal loss and Dice."""

from __future__ import annotations

import math

import torch
from torch import nn
from torch.nn import functional as F

from .evaluation import average_precision
from .project import detect, prepare
from .segmentation import confusion, dice_loss, focal_loss, mean_iou
from .unet import UNet
from .yolo import yolo_loss


class ShapeDetector(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList()
        before = 3
        for after, size, stride in ((24, 5, 2), (48, 3, 2), (64, 3, 1), (64, 3, 1)):
            self.blocks.append(nn.Conv2d(before, after, size, stride, size // 2))
            self.blocks.append(nn.BatchNorm2d(after))
            before = after
        self.last = nn.Conv2d(before, 8, 3, padding=1)

    def forward(self, x):
        for convolution, norm in zip(self.blocks[::2], self.blocks[1::2], strict=True):
            x = F.leaky_relu(norm(convolution(x)), 0.1)
        return self.last(x).movedim(1, 3)


def _train(model, x, y, loss_of, epochs, batch, rate, momentum):
    optimizer = torch.optim.SGD(
        model.parameters(), lr=rate, momentum=momentum, nesterov=True, weight_decay=1e-4
    )
    count = math.ceil(len(x) / batch)
    history = []
    for epoch in range(epochs):
        order, losses = torch.randperm(len(x)), []
        for step in range(count):
            progress = (epoch * count + step) / (epochs * count)
            warm = min(1.0, progress / 0.2 + 0.01)
            optimizer.param_groups[0]["lr"] = rate * warm * (1 + math.cos(math.pi * progress)) / 2
            rows = order[step * batch : (step + 1) * batch]
            optimizer.zero_grad()
            loss = loss_of(model(x[rows]), y[rows])
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 20.0)
            optimizer.step()
            losses.append(loss.item())
        history.append(sum(losses) / len(losses))
    model.eval()
    return history


def train_detector(train, validation, seed, epochs=8):
    torch.manual_seed(seed)
    model = ShapeDetector()
    data = prepare(train)
    loss = _train(
        model,
        data["image"],
        data["target"],
        lambda raw, target: yolo_loss(raw, target)["total"],
        *(epochs, 16, 0.02, 0.9),
    )
    truth = [(b, k) for b, k in zip(validation["boxes"], validation["labels"], strict=True)]
    ap = average_precision(detect(model, validation["image"]), truth, 3)[1]
    return model, {"loss": loss, "map": ap.item()}


def train_segmenter(train, validation, seed, epochs=6):
    torch.manual_seed(seed)
    model = UNet(3, 4, 8, 2)
    data, unseen = prepare(train), prepare(validation)
    alpha = torch.tensor([0.3, 1.0, 1.0, 1.0])

    def loss_of(logits, target):
        return dice_loss(logits, target) + 3 * focal_loss(logits, target, 0.0, alpha)

    loss = _train(model, data["image"], data["mask"], loss_of, epochs, 8, 0.2, 0.9)
    with torch.no_grad():
        labels = torch.cat([model(part).argmax(1) for part in unseen["image"].split(25)])
    return model, {"loss": loss, "iou": mean_iou(confusion(labels, unseen["mask"], 4))[1].item()}
