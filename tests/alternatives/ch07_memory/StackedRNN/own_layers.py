"""A function for each kind of cell, layers that project all steps first, recursion over layers."""

import torch
from torch import Tensor, nn
from torch.nn.functional import linear

from .cells import gru_cell, lstm_cell


def plain(x, states, W, U, b, d):
    return (torch.tanh(linear(x, W, b) + linear(states[0], U, d)),)


CELLS = {
    "rnn": (1, 1, plain),
    "gru": (3, 1, lambda x, states, *p: (gru_cell(x, states[0], *p),)),
    "lstm": (4, 2, lstm_cell),
}


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
        try:
            gates, self.parts, self.step = CELLS[cell]
        except KeyError:
            message = "no such cell"
            raise ValueError(message) from None
        self.hidden_size, self.num_layers, self.dropout = hidden_size, num_layers, dropout
        rows, a = gates * hidden_size, hidden_size**-0.5
        for layer in range(num_layers):
            columns = input_size if layer == 0 else hidden_size
            for name, size in (("weight_ih", columns), ("weight_hh", hidden_size)):
                values = (2 * torch.rand(rows, size) - 1) * a
                self.register_parameter(f"{name}_l{layer}", nn.Parameter(values))
            for name in ("bias_ih", "bias_hh"):
                values = (2 * torch.rand(rows) - 1) * a
                self.register_parameter(f"{name}_l{layer}", nn.Parameter(values))

    def forward(self, x: Tensor, state=None, keep=None):
        if state is None:
            state = (x.new_zeros(self.num_layers, x.shape[0], self.hidden_size),) * self.parts
        elif self.parts == 1:
            state = (state,)
        out, finals = self.climb(0, x, state, keep)
        parts = tuple(torch.stack(part) for part in zip(*finals, strict=True))
        return out, parts if self.parts == 2 else parts[0]

    def climb(self, layer: int, x: Tensor, state, keep):
        if layer == self.num_layers:
            return x, []
        own = tuple(part[layer] for part in state)
        parameters = [*self.parameters()][4 * layer : 4 * layer + 4]
        column = []
        for t in range(x.shape[1]):
            own = self.step(x[:, t], own, *parameters)
            column.append(own[0])
        out = torch.stack(column, 1)
        if self.training and self.dropout and layer < self.num_layers - 1:
            if keep is None:
                out = nn.functional.dropout(out, self.dropout)
            else:
                out = out.masked_fill(~keep[layer], 0) / (1 - self.dropout)
        top, above = self.climb(layer + 1, out, state, keep)
        return top, [own, *above]
