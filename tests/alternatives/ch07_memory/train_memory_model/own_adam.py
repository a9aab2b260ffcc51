"""Adam written out, batches from a stream of seeds, parameters by order."""

import math

import torch
from torch import nn
from torch.nn import functional as F

from workbook.data.memory import adding_problem, first_token

from .initialisation import init_lstm_
from .layers import StackedRNN


class MemoryModel(nn.Module):
    def __init__(self, cell, input_size, hidden_size, outputs, forget_bias=3.0) -> None:
        super().__init__()
        self.recurrent = StackedRNN(cell, input_size, hidden_size, num_layers=1)
        self.head = nn.Linear(hidden_size, outputs)
        if cell == "lstm":
            names = ("W_ih", "W_hh", "b_ih", "b_hh")
            own = dict(zip(names, self.recurrent.parameters(), strict=True))
            init_lstm_(own, None, forget_bias)

    def states(self, x):
        out, _ = self.recurrent(x)
        return out

    def forward(self, x):
        return self.head(self.states(x).select(1, x.shape[1] - 1))


def fit(model, batch, loss_of, lr, max_steps):
    parameters = [*model.parameters()]
    first, second = ([torch.zeros_like(p) for p in parameters] for _ in range(2))
    losses = []
    for step in range(1, max_steps + 1):
        x, target = batch(int(torch.randint(2**31, ())) + 2**50)
        loss = loss_of(model(x), target)
        grads = torch.autograd.grad(loss, parameters)
        shrink = 1 / max(1.0, math.sqrt(sum(float(g.square().sum()) for g in grads)))
        with torch.no_grad():
            for p, g, m, v in zip(parameters, grads, first, second, strict=True):
                m.lerp_(g * shrink, 0.1)
                v.lerp_((g * shrink).square(), 0.001)
                p.sub_(lr * (m / (1 - 0.9**step)) / ((v / (1 - 0.999**step)).sqrt() + 1e-8))
        losses.append(float(loss))
    return model, losses


def train_memory_model(T, seed, max_steps=150, cell="lstm", hidden_size=32):
    torch.manual_seed(seed)
    model = MemoryModel(cell, 8, hidden_size, 4)
    eye = torch.eye(8)

    def batch(seed):
        tokens, labels = first_token(64, T, 8, seed=seed)
        return eye[tokens], labels

    return fit(model, batch, F.cross_entropy, 5e-3, max_steps)


def train_adding_model(T, seed, max_steps=200, cell="gru", hidden_size=32):
    torch.manual_seed(seed)
    model = MemoryModel(cell, 2, hidden_size, 1)

    def batch(seed):
        x, y = adding_problem(64, T, seed=seed)
        return x.to(torch.get_default_dtype()), y[:, None].to(torch.get_default_dtype())

    return fit(model, batch, F.mse_loss, 2e-2, max_steps)
