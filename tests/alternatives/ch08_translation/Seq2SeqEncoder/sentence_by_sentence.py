"""Each sentence alone, without its padding."""

import torch
from torch import nn

EFFICIENT = False


class Seq2SeqEncoder(nn.Module):
    def __init__(self, vocab_size, embed_size, hidden_size, num_layers=1, bidirectional=False):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embed_size)
        self.rnn = nn.GRU(
            embed_size, hidden_size, num_layers, batch_first=True, bidirectional=bidirectional
        )
        self.both = bidirectional
        if self.both:
            self.memory_projection = nn.Linear(2 * hidden_size, hidden_size)
            self.state_projection = nn.Linear(2 * hidden_size, hidden_size)

    def forward(self, ids, valid_len):
        memories, states = [], []
        for row, n in zip(ids, valid_len.tolist(), strict=True):
            out, hn = self.rnn(self.embedding(row[None, :n]))
            if self.both:
                out = self.memory_projection(out)
                pairs = torch.cat([hn[0::2], hn[1::2]], dim=2)
                hn = self.state_projection(pairs).tanh()
            memories.append(nn.functional.pad(out[0], (0, 0, 0, len(row) - n)))
            states.append(hn[:, 0])
        return torch.stack(memories), torch.stack(states, dim=1)
