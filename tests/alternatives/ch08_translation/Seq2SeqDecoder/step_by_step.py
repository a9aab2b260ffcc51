"""One step at a time with torch.gru_cell, the context repeated for each."""

import torch
from torch import nn

EFFICIENT = False


class Seq2SeqDecoder(nn.Module):
    def __init__(self, vocab_size, embed_size, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embed_size)
        self.rnn = nn.GRU(embed_size + hidden_size, hidden_size, num_layers, batch_first=True)
        self.head = nn.Linear(hidden_size, vocab_size)

    def init_state(self, enc_out):
        state = enc_out[1]
        return state.clone(), state[len(state) - 1]

    def forward(self, tgt_in, state):
        layers, context = list(state[0]), state[1]
        outputs = []
        for tokens in tgt_in.T:
            x = torch.hstack([self.embedding(tokens), context])
            for layer, h in enumerate(layers):
                kinds = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
                params = [getattr(self.rnn, f"{kind}_l{layer}") for kind in kinds]
                x = layers[layer] = torch.gru_cell(x, h, *params)
            outputs.append(self.head(x))
        return torch.stack(outputs, dim=1), (torch.stack(layers), context)
