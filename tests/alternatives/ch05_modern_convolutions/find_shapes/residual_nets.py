"""Networks with shortcuts and dilation of their own, Adam, the whole loop written twice."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional as F

from .evaluation import average_precision
from .project import detect, prepare
from .segmentation import dataset_iou, dice_loss
from .yolo import yolo_loss


class _Residual(nn.Module):
    def __init__(self, width, dilation):
        super().__init__()
        self.convolution = nn.Conv2d(width, width, 3, 1, dilation, dilation, bias=False)
        self.norm = nn.BatchNorm2d(width)

    def forward(self, x):
        return x + F.relu(self.norm(self.convolution(x)))


class ShapeDetector(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(3, 24, 4, 2, 1),
            nn.BatchNorm2d(24),
            nn.ReLU(),
            nn.Conv2d(24, 48, 4, 2, 1),
            nn.BatchNorm2d(48),
            nn.ReLU(),
            _Residual(48, 1),
            _Residual(48, 2),
            _Residual(48, 1),
            nn.Conv2d(48, 8, 1),
        )

    def forward(self, x):
        return self.body(x).permute(0, 2, 3, 1).contiguous()


def train_detector(train, validation, seed, epochs=8):
    torch.manual_seed(seed)
    model = ShapeDetector()
    data = prepare(train)
    optimizer = torch.optim.Adam(model.parameters(), lr=4e-3)
    losses = []
    for epoch in range(epochs):
        if epoch >= 0.7 * epochs:
            optimizer.param_groups[0]["lr"] = 1e-3
        sums = []
        for rows in torch.randperm(len(data["image"])).split(16):
            loss = yolo_loss(model(data["image"][rows]), data["target"][rows])["total"]
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            sums.append(loss.item())
        losses.append(sum(sums) / len(sums))
    truth = list(zip(validation["boxes"], validation["labels"], strict=True))
    _, mean = average_precision(detect(model, validation["image"]), truth, 3)
    return model.eval(), {"loss": losses, "map": mean.item()}


class _Segmenter(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU())
        self.down = nn.Sequential(nn.Conv2d(16, 32, 4, 2, 1), nn.BatchNorm2d(32), nn.ReLU())
        self.deep = nn.Sequential(*(_Residual(32, d) for d in (1, 2, 4, 2, 1)))
        self.up = nn.ConvTranspose2d(32, 16, 2, 2)
        self.join = nn.Sequential(nn.Conv2d(32, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU())
        self.head = nn.Conv2d(16, 4, 1)

    def forward(self, x):
        fine = self.stem(x)
        coarse = self.up(self.deep(self.down(fine)))
        return self.head(self.join(torch.cat([fine, coarse], 1)))


def train_segmenter(train, validation, seed, epochs=6):
    torch.manual_seed(seed)
    model = _Segmenter()
    data, unseen = prepare(train), prepare(validation)
    weight = torch.tensor([0.25, 1.0, 1.0, 1.0])
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    losses = []
    for epoch in range(epochs):
        if epoch >= 0.7 * epochs:
            optimizer.param_groups[0]["lr"] = 1e-3
        sums = []
        for rows in torch.randperm(len(data["image"])).split(10):
            logits, truth = model(data["image"][rows]), data["mask"][rows]
            loss = F.cross_entropy(logits, truth, weight) + dice_loss(logits, truth)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            sums.append(loss.item())
        losses.append(sum(sums) / len(sums))
    model.eval()
    with torch.no_grad():
        labels = model(unseen["image"]).argmax(1)
    return model, {"loss": losses, "iou": dataset_iou([(labels, unseen["mask"])], 4)[1].item()}
