"""Inputs and targets are split side by side, after shifting them once."""

import torch
from torch.nn.functional import cross_entropy


@torch.no_grad()
def stream_nll(model, ids, chunk):
    losses, state = [], None
    for x, y in zip(ids[:-1].split(chunk), ids[1:].split(chunk), strict=True):
        logits, state = model(x.unsqueeze(0), state)
        losses.append(cross_entropy(logits.squeeze(0), y, reduction="none"))
    return float(torch.cat(losses).mean())
