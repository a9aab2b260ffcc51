"""An input tensor made first, embeddings and contexts written into it; the head as a matrix."""

import torch
from torch import nn


class Seq2SeqDecoder(nn.Module):
    def __init__(self, vocab_size, embed_size, hidden_size, num_layers=1):
        super().__init__()
        self.embed_size = embed_size
        self.embedding = nn.Embedding(vocab_size, embed_size)
        self.rnn = nn.GRU(
            input_size=embed_size + hidden_size,
            hidden_size=hidden_size,
            num_layers=num_layers,
            batch_first=True,
        )
        self.head = nn.Linear(hidden_size, vocab_size)

    def init_state(self, enc_out):
        _memory, hidden = enc_out
        *_, top = hidden.unbind(0)
        return hidden, top

    def forward(self, tgt_in, state):
        hidden, context = state
        B, T = tgt_in.shape
        x = context.new_zeros(B, T, self.embed_size + context.shape[1])
        x[:, :, : self.embed_size] = self.embedding.weight[tgt_in]
        x[:, :, self.embed_size :] = context.unsqueeze(1)
        out, last = self.rnn(x, hidden.contiguous())
        logits = torch.einsum("bth,vh->btv", out, self.head.weight) + self.head.bias
        return logits, (last, context)
