"""Plain SGD with momentum, a cosine written by hand, strided convolutions instead of pooling."""

from __future__ import annotations

import math

import torch
from torch import nn
from torch.nn import functional as F


class DigitNet(nn.Module):
    def __init__(self, size=12, num_classes=10):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, 3, padding=1)
        self.norm1 = nn.BatchNorm2d(32)
        self.conv2 = nn.Conv2d(32, 48, 3, stride=2, padding=1)
        self.norm2 = nn.BatchNorm2d(48)
        self.conv3 = nn.Conv2d(48, 64, 3, stride=2, padding=1)
        self.norm3 = nn.BatchNorm2d(64)
        self.out = nn.Linear(64 * (size // 4) * (size // 4), num_classes)

    def features(self, x):
        x = F.relu(self.norm1(self.conv1(x)))
        x = F.relu(self.norm2(self.conv2(x)))
        return F.relu(self.norm3(self.conv3(x)))

    def forward(self, x):
        maps = self.features(x)
        return self.out(maps.reshape(maps.shape[0], -1))


@torch.no_grad()
def predict(model, x):
    before = model.training
    model.train(mode=False)
    try:
        return torch.cat([model(part).topk(1).indices[:, 0] for part in x.split(128)])
    finally:
        model.train(mode=before)


def train_cnn(x_train, y_train, x_val, y_val, make_model, seed, epochs=15):
    torch.manual_seed(seed)
    model = make_model()
    rate = 0.05
    optimizer = torch.optim.SGD(model.parameters(), lr=rate, momentum=0.9, nesterov=True)
    history = {"train_loss": [], "val_accuracy": []}
    batches = math.ceil(len(x_train) / 32)
    for epoch in range(epochs):
        model.train()
        losses = 0.0
        for step, rows in enumerate(torch.randperm(len(x_train)).split(32)):
            done = (epoch + step / batches) / epochs
            optimizer.param_groups[0]["lr"] = rate * 0.5 * (1 + math.cos(math.pi * done))
            optimizer.zero_grad()
            loss = F.nll_loss(model(x_train[rows]).log_softmax(1), y_train[rows])
            loss.backward()
            optimizer.step()
            losses += float(loss) * len(rows) / len(x_train)
        history["train_loss"].append(losses)
        right = predict(model, x_val) == y_val
        history["val_accuracy"].append(int(right.sum()) / len(y_val))
    return model.eval(), history
