"""Scales everything first, then blanks what is dropped."""

from __future__ import annotations

import torch
from torch import nn


def _checked(p):
    if p != min(max(p, 0), 1):
        message = f"p = {p}"
        raise ValueError(message)
    return p


def dropout(x, p, keep_mask):
    kept = 1 - _checked(p)
    if kept == 0:
        return x * 0
    return (x / kept).masked_fill(~keep_mask, 0)


class Dropout(nn.Module):
    def __init__(self, p=0.5, gen=None):
        super().__init__()
        self.p, self.gen = _checked(p), gen

    def forward(self, x):
        if self.training:
            dropped = torch.empty(x.shape).uniform_(generator=self.gen).lt(self.p)
            x = dropout(x, self.p, dropped.logical_not().to(x.device))
        return x
