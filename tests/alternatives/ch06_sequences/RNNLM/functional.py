"""Functional embedding and linear layer, einsum with the axes named; initialised by nn.init."""

import torch
from torch import nn
from torch.nn import functional

from .rnn import rnn_forward


class RNNLM(nn.Module):
    def __init__(self, vocab_size, embed_size, hidden_size):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embed_size)
        self.head = nn.Linear(hidden_size, vocab_size)
        self.Wxh = nn.Parameter(torch.empty(embed_size, hidden_size))
        self.Whh = nn.Parameter(torch.empty(hidden_size, hidden_size))
        self.b = nn.Parameter(torch.zeros(hidden_size))
        for weight in (self.Wxh, self.Whh):
            nn.init.uniform_(weight, -(hidden_size**-0.5), hidden_size**-0.5)

    def init_state(self, batch_size, device=None):
        return torch.zeros_like(self.b, device=device).repeat(batch_size, 1)

    def forward(self, ids, state=None):
        state = self.init_state(ids.shape[0]) if state is None else state
        x = functional.embedding(ids.T, self.embedding.weight)
        hs, last = rnn_forward(x, state, self.Wxh, self.Whh, self.b)
        logits = torch.einsum("tbh,vh->btv", hs, self.head.weight) + self.head.bias
        return logits, last
