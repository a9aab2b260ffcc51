"""Chooses with where; the mask comes from bernoulli."""

from __future__ import annotations

import torch
from torch import nn


def dropout(x, p, keep_mask):
    if p < 0 or p > 1:
        raise ValueError(p)
    scale = 0.0 if p == 1 else 1 / (1 - p)
    return torch.where(keep_mask, x * scale, torch.zeros_like(x))


class Dropout(nn.Module):
    def __init__(self, p=0.5, gen=None):
        super().__init__()
        if p < 0 or p > 1:
            raise ValueError(p)
        self.p = p
        self.gen = gen

    def forward(self, x):
        if self.training and self.p > 0:
            keep = torch.full(x.shape, 1.0 - self.p)
            return dropout(x, self.p, torch.bernoulli(keep, generator=self.gen).bool().to(x.device))
        return x
