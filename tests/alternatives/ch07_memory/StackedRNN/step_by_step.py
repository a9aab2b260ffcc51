"""Step by step through all layers, with parameters set by attribute name."""

import math

import torch
from torch import Tensor, nn

from .cells import gru_cell, lstm_cell


class StackedRNN(nn.Module):
    def __init__(
        self,
        cell: str,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        if cell not in ("rnn", "gru", "lstm"):
            raise ValueError(cell)
        self.kind, self.H, self.L, self.p = cell, hidden_size, num_layers, dropout
        G = {"rnn": 1, "gru": 3, "lstm": 4}[cell] * hidden_size
        for k in range(num_layers):
            width = hidden_size if k else input_size
            setattr(self, f"weight_ih_l{k}", nn.Parameter(torch.empty(G, width)))
            setattr(self, f"weight_hh_l{k}", nn.Parameter(torch.empty(G, hidden_size)))
            setattr(self, f"bias_ih_l{k}", nn.Parameter(torch.empty(G)))
            setattr(self, f"bias_hh_l{k}", nn.Parameter(torch.empty(G)))
        for parameter in self.parameters():
            nn.init.uniform_(parameter, -1 / math.sqrt(hidden_size), 1 / math.sqrt(hidden_size))

    def forward(self, x: Tensor, state=None, keep=None):
        B, T, _ = x.shape
        if state is None:
            state = [x.new_zeros(self.L, B, self.H) for _ in range(2 if self.kind == "lstm" else 1)]
        elif self.kind != "lstm":
            state = [state]
        states = [[part[k] for part in state] for k in range(self.L)]
        drops = self.training and self.p > 0
        if drops and keep is None:
            keep = torch.bernoulli(x.new_full((self.L - 1, B, T, self.H), 1 - self.p))
        top = []
        for t in range(T):
            signal = x[:, t]
            for k in range(self.L):
                states[k] = self.advance(k, signal, states[k])
                signal = states[k][0]
                if drops and k + 1 < self.L:
                    signal = torch.where(keep[k, :, t].bool(), signal / (1 - self.p), 0)
            top.append(signal)
        final = [torch.stack(part) for part in zip(*states, strict=True)]
        return torch.stack(top, 1), tuple(final) if self.kind == "lstm" else final[0]

    def advance(self, k: int, x: Tensor, own: list[Tensor]) -> list[Tensor]:
        names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        parameters = [getattr(self, f"{name}_l{k}") for name in names]
        if self.kind == "lstm":
            return [*lstm_cell(x, (own[0], own[1]), *parameters)]
        if self.kind == "gru":
            return [gru_cell(x, own[0], *parameters)]
        W, U, b, d = parameters
        return [nn.functional.linear(x, W, b).add(nn.functional.linear(own[0], U, d)).tanh()]
