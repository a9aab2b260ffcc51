"""A module that standardises inside, tanh, Adam with a falling rate, the last epoch kept."""

from itertools import pairwise

import torch
from torch import Tensor, nn

from .project import standardise


class _Classifier(nn.Module):
    def __init__(self, rows: Tensor, hidden: tuple[int, ...], classes: int) -> None:
        super().__init__()
        self.register_buffer("rows", rows)
        widths = [rows.shape[1], *hidden]
        self.hidden = nn.ModuleList(nn.Linear(*pair) for pair in pairwise(widths))
        self.out = nn.Linear(widths[-1], classes)

    def forward(self, x: Tensor) -> Tensor:
        x = standardise(self.rows, x)[1]
        for layer in self.hidden:
            x = layer(x).tanh()
        return self.out(x)


def train_mlp_classifier(
    x_train: Tensor,
    y_train: Tensor,
    x_val: Tensor,
    y_val: Tensor,
    hidden: tuple[int, ...] = (64,),
    seed: int = 0,
):
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = _Classifier(x_train, hidden, len(y_train.unique()))
        optimiser = torch.optim.Adam(model.parameters(), lr=5e-3)
        schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, 60)
        report = {"train_loss": [], "val_accuracy": []}
        for _ in range(60):
            losses = []
            for batch in torch.randperm(len(x_train)).split(32):
                loss = nn.functional.cross_entropy(model(x_train[batch]), y_train[batch])
                optimiser.zero_grad()
                loss.backward()
                optimiser.step()
                losses.append(loss.item())
            schedule.step()
            with torch.no_grad():
                right = model(x_val).argmax(1).eq(y_val)
            report["train_loss"].append(sum(losses) / len(losses))
            report["val_accuracy"].append(right.double().mean().item())
    return torch.no_grad()(model.forward), report
