"""An array of padding written column by column; log-sum-exp; lengths instead of a mask."""

import torch

from .search import device_of


def greedy_decode(step_fn, state, bos, eos, max_len, B, pad=0):
    device = device_of(state)
    out = torch.full((B, max_len), pad, device=device)
    alive = torch.ones(B, dtype=torch.bool, device=device)
    tok = torch.full((B,), bos, device=device)
    total, steps = None, 0
    while steps < max_len and bool(alive.any()):
        logits, state = step_fn(tok, state)
        tok = logits.argmax(1)
        gain = logits.gather(1, tok[:, None])[:, 0] - logits.logsumexp(1)
        total = torch.zeros_like(gain) if total is None else total
        total[alive] += gain[alive]
        out[alive, steps] = tok[alive]
        alive &= tok != eos
        steps += 1
    return out[:, :steps], total
