"""Layer by layer and step by step with torch.gru_cell; a state stops changing after the end."""

import torch
from torch import nn


class Seq2SeqEncoder(nn.Module):
    def __init__(self, vocab_size, embed_size, hidden_size, num_layers=1, bidirectional=False):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embed_size)
        self.rnn = nn.GRU(
            embed_size, hidden_size, num_layers, batch_first=True, bidirectional=bidirectional
        )
        for name in ("memory_projection", "state_projection") if bidirectional else ():
            setattr(self, name, nn.Linear(2 * hidden_size, hidden_size))

    def _read(self, x, valid, suffix, steps):
        kinds = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        params = [getattr(self.rnn, f"{kind}_{suffix}") for kind in kinds]
        h = x.new_zeros(x.shape[0], self.rnn.hidden_size)
        outputs = [None] * x.shape[1]
        for t in steps:
            new = torch.gru_cell(x[:, t], h, *params)
            h = torch.where(valid[:, t], new, h)
            outputs[t] = new * valid[:, t]
        return torch.stack(outputs, dim=1), h

    def forward(self, ids, valid_len):
        S = ids.shape[1]
        valid = (torch.arange(S, device=ids.device)[None] < valid_len[:, None])[:, :, None]
        x = self.embedding(ids)
        states = []
        for layer in range(self.rnn.num_layers):
            out, h = self._read(x, valid, f"l{layer}", range(S))
            if self.rnn.bidirectional:
                back, h_back = self._read(x, valid, f"l{layer}_reverse", reversed(range(S)))
                out = torch.cat([out, back], dim=2)
                h = torch.tanh(self.state_projection(torch.cat([h, h_back], dim=1)))
            states.append(h)
            x = out
        if self.rnn.bidirectional:
            x = self.memory_projection(x).masked_fill(~valid, 0)
        return x, torch.stack(states)
