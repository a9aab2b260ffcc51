"""Padded targets are given an ignored label and padded logits zeros, by where; logsumexp."""

import math
from itertools import accumulate

import torch


def sequence_nll(logits, targets, lengths):
    B, T = targets.shape
    pad = torch.arange(T, device=logits.device).expand(B, T) >= lengths.unsqueeze(1)
    z = torch.where(pad.unsqueeze(2), torch.zeros_like(logits), logits)
    y = targets.masked_fill(pad, 0)
    nll = z.logsumexp(2) - z.gather(2, y.unsqueeze(2)).squeeze(2)
    return nll.masked_fill(pad, 0).sum(), int(lengths.sum())


def perplexity(batches):
    sums = ((float(s), n) for s, n in (sequence_nll(*b) for b in batches))
    *_, (total, count) = accumulate(sums, lambda a, b: (a[0] + b[0], a[1] + b[1]), initial=(0.0, 0))
    if count < 1:
        raise ValueError
    return math.e ** (total / count)


def bits_per_char(batches):
    return math.log1p(perplexity(batches) - 1) / math.log(2)
