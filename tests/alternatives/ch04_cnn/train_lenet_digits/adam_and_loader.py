"""Adam with a DataLoader; a network of 5x5 kernels with average pooling and dropout."""

from __future__ import annotations

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class DigitNet(nn.Module):
    def __init__(self, size=12, num_classes=10):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 24, 5, padding=2),
            nn.BatchNorm2d(24),
            nn.ReLU(),
            nn.AvgPool2d(2),
            nn.Conv2d(24, 48, 5, padding=2),
            nn.BatchNorm2d(48),
            nn.ReLU(),
            nn.MaxPool2d(2),
        )
        side = size // 4
        self.head = nn.Sequential(
            nn.Flatten(),
            nn.Linear(48 * side**2, 96),
            nn.ReLU(),
            nn.Dropout(0.2),
            nn.Linear(96, num_classes),
        )

    def forward(self, x):
        return self.head(self.features(x))


def predict(model, x):
    was_training = model.training
    with torch.inference_mode():
        labels = model.eval()(x).max(dim=1).indices
    model.train(was_training)
    return labels.clone()


def train_cnn(x_train, y_train, x_val, y_val, make_model, seed, epochs=15):
    torch.manual_seed(seed)
    model, losses, accuracies = make_model(), [], []
    generator = torch.Generator().manual_seed(seed)
    data = TensorDataset(x_train, y_train)
    loader = DataLoader(data, batch_size=40, shuffle=True, generator=generator)
    optimizer = torch.optim.Adam(model.parameters(), lr=4e-3)
    decay = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.02, epochs * len(loader))
    criterion = nn.CrossEntropyLoss()
    for _ in range(epochs):
        model.train()
        batch_losses = []
        for x, y in loader:
            loss = criterion(model(x), y)
            model.zero_grad()
            loss.backward()
            optimizer.step()
            decay.step()
            batch_losses.append(loss.item())
        losses.append(sum(batch_losses) / len(batch_losses))
        accuracies.append(float((predict(model, x_val) == y_val).float().mean()))
    model.eval()
    return model, {"train_loss": losses, "val_accuracy": accuracies}
