"""Own warm-up and cosine, Adam without decay, shuffled windows, a longer context."""

import math

import torch
from torch.nn import functional as F

from .gpt import GPT


def train_char_gpt(corpus_ids, vocab_size, seed=0, max_steps=200):
    """Train."""
    torch.manual_seed(seed)
    T, B = 50, 16
    model = GPT(vocab_size, T, 48, 2, 1, std=0.1)
    adam = torch.optim.Adam(model.parameters(), betas=(0.9, 0.98))
    windows = corpus_ids.unfold(0, T + 1, 1)
    losses = []
    for step in range(max_steps):
        rate = min(1, (step + 1) / 20) * 0.5 * (1 + math.cos(math.pi * step / max_steps))
        for group in adam.param_groups:
            group["lr"] = 0.02 * rate
        batch = windows[torch.randint(len(windows), (B,))]
        loss = F.cross_entropy(model(batch[:, :-1]).transpose(1, 2), batch[:, 1:])
        adam.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        adam.step()
        losses.append(loss.item())
    return model, losses
