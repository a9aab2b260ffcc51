"""AdamW with a learning rate that warms up, one loop for both tasks, the loss written out."""

import torch
from torch import nn

from workbook.data.memory import adding_problem, first_token

from .initialisation import init_lstm_
from .layers import StackedRNN


class MemoryModel(nn.Module):
    def __init__(self, cell, input_size, hidden_size, outputs, forget_bias=3.0) -> None:
        super().__init__()
        self.layer = StackedRNN(cell, input_size, hidden_size)
        self.head = nn.Linear(hidden_size, outputs)
        if cell == "lstm":
            get = self.layer.get_parameter
            keys = {"W_ih": "weight_ih", "W_hh": "weight_hh", "b_ih": "bias_ih", "b_hh": "bias_hh"}
            init_lstm_({k: get(f"{v}_l0") for k, v in keys.items()}, forget_bias=forget_bias)

    def states(self, x):
        return self.layer.forward(x)[0]

    def forward(self, x):
        *_, last = self.states(x).unbind(1)
        return self.head(last)


def run(task, T, seed, max_steps, cell, hidden_size):
    torch.manual_seed(seed)
    model = MemoryModel(cell, *((8, hidden_size, 4) if task == "first" else (2, hidden_size, 1)))
    optimizer = torch.optim.AdamW(
        model.parameters(), lr=6e-3 if task == "first" else 2e-2, weight_decay=0.0
    )
    warm_up = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min(1, (step + 1) / 10))
    losses = []
    for step in range(max_steps):
        key = (seed << 20) + step
        if task == "first":
            tokens, labels = first_token(64, T, 8, seed=key)
            one_hot = (tokens[:, :, None] == torch.arange(8)).to(torch.get_default_dtype())
            log_probs = model(one_hot).log_softmax(1)
            loss = -log_probs[torch.arange(64), labels].mean()
        else:
            x, y = adding_problem(64, T, seed=key)
            loss = (model(x.to(torch.get_default_dtype())).flatten() - y).pow(2).mean()
        grads = torch.autograd.grad(loss, [*model.parameters()])
        norm = torch.stack([g.norm() for g in grads]).norm()
        for parameter, grad in zip(model.parameters(), grads, strict=True):
            parameter.grad = grad / norm.clamp(min=1)
        optimizer.step()
        warm_up.step()
        losses.append(loss.item())
    return model, losses


def train_memory_model(T, seed, max_steps=150, cell="lstm", hidden_size=32):
    return run("first", T, seed, max_steps, cell, hidden_size)


def train_adding_model(T, seed, max_steps=200, cell="gru", hidden_size=32):
    return run("adding", T, seed, max_steps, cell, hidden_size)
