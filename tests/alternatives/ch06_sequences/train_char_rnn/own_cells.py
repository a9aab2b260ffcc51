"""No part of the chapter: lines of text as random rows, an own module, RMSprop."""

import torch
from torch import nn
from torch.nn import functional


class _Model(nn.Module):
    def __init__(self, vocab_size, hidden):
        super().__init__()
        self.read = nn.Embedding(vocab_size, hidden)
        self.carry = nn.Linear(hidden, hidden)
        nn.init.orthogonal_(self.carry.weight)
        self.write = nn.Linear(hidden, vocab_size)

    def forward(self, ids, state=None):
        h = self.read.weight.new_zeros(len(ids), self.carry.in_features) if state is None else state
        hs = []
        for x in self.read(ids).unbind(1):
            h = torch.tanh(x + self.carry(h))
            hs.append(h)
        return self.write(torch.stack(hs, 1)), h


def train_char_rnn(corpus_ids, vocab_size, seed=0):
    gen = torch.Generator().manual_seed(seed)
    torch.manual_seed(seed)
    model = _Model(vocab_size, 96)
    opt = torch.optim.RMSprop(model.parameters(), lr=2e-3)
    for step in range(400):
        starts = torch.randint(len(corpus_ids) - 41, (32, 1), generator=gen)
        rows = corpus_ids[starts + torch.arange(41)]
        logits, _ = model(rows[:, :-1])
        loss = functional.cross_entropy(logits[:, 4:].flatten(0, 1), rows[:, 5:].flatten())
        opt.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for group in opt.param_groups:
            group["lr"] = 2e-3 * (1 - step / 400)
        opt.step()
    return model
