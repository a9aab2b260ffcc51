"""A generator for the batches, slices stacked one by one, a linear schedule by LambdaLR."""

import torch
from torch import nn

from .gpt import GPT


def train_char_gpt(corpus_ids, vocab_size, seed=0, max_steps=200):
    """Train."""
    gen = torch.Generator().manual_seed(seed)
    torch.manual_seed(seed + 1)
    T, B, warm = 48, 16, 20
    model = GPT(vocab_size, T, 48, 2, 1, std=0.12)
    optimizer = torch.optim.AdamW(model.param_groups(0.02), lr=0.02, betas=(0.9, 0.99))
    rate = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / warm, (max_steps - s) / max(max_steps - warm, 1))
    )
    criterion, losses = nn.CrossEntropyLoss(), []
    for _ in range(max_steps):
        at = torch.randint(0, len(corpus_ids) - T, (B,), generator=gen).tolist()
        x = torch.stack([corpus_ids[i : i + T] for i in at])
        y = torch.stack([corpus_ids[i + 1 : i + T + 1] for i in at])
        loss = criterion(model(x).reshape(B * T, -1), y.reshape(-1))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        rate.step()
        losses.append(loss.item())
    return model, losses
