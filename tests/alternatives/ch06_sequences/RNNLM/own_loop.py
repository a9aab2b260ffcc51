"""A loop over the columns of ids, without rnn_forward; rows of the embedding times Wxh."""

import torch
from torch import nn


class RNNLM(nn.Module):
    def __init__(self, vocab_size, embed_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.embedding = nn.Embedding(vocab_size, embed_size)
        self.head = nn.Linear(hidden_size, vocab_size)
        for name, rows in (("Wxh", embed_size), ("Whh", hidden_size)):
            weight = (2 * torch.rand(rows, hidden_size) - 1) / hidden_size**0.5
            self.register_parameter(name, nn.Parameter(weight))
        self.b = nn.Parameter(torch.zeros(hidden_size))

    def init_state(self, batch_size, device=None):
        zeros = self.b.detach().new_zeros(batch_size, self.hidden_size)
        return zeros if device is None else zeros.to(device)

    def forward(self, ids, state=None):
        h = self.init_state(ids.size(0)) if state is None else state
        logits = []
        for t in range(ids.size(1)):
            h = torch.tanh(self.embedding(ids[:, t]) @ self.Wxh + h @ self.Whh + self.b)
            logits.append(self.head(h))
        return torch.stack(logits, dim=1), h
