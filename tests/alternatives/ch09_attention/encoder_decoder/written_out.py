"""Both forms written out with if and else; causality by a mask; activations by formula."""

import math

import torch
from torch import nn

from .masking import causal_mask
from .multihead import MultiHeadAttention


def activate(z, act):
    if act == "relu":
        return z.clamp(min=0)
    return z / 2 * (1 + torch.erf(z / math.sqrt(2)))


def known(norm, act) -> None:
    if norm not in {"pre", "post"} or act not in {"relu", "gelu"}:
        raise ValueError(norm, act)


class EncoderLayer(nn.Module):
    def __init__(self, d, h, ff, p=0.0, norm="pre", act="relu") -> None:
        super().__init__()
        known(norm, act)
        self.self_attention = MultiHeadAttention(d, d, d, d, h, bias=True)
        self.norm1, self.linear1 = nn.LayerNorm(d), nn.Linear(d, ff)
        self.linear2, self.norm2 = nn.Linear(ff, d), nn.LayerNorm(d)
        self.p, self.norm, self.act = p, norm, act

    def drop(self, x):
        return nn.functional.dropout(x, self.p, self.training)

    def network(self, z):
        return self.linear2(activate(self.linear1(z), self.act))

    def forward(self, x, mask=None):
        if self.norm == "pre":
            z = self.norm1(x)
            out, _ = self.self_attention(z, z, z, mask=mask)
            x = x + self.drop(out)
            return x + self.drop(self.network(self.norm2(x)))
        out, _ = self.self_attention(x, x, x, mask=mask)
        x = self.norm1(x + self.drop(out))
        return self.norm2(x + self.drop(self.network(x)))


class DecoderLayer(nn.Module):
    def __init__(self, d, h, ff, p=0.0, norm="pre", act="relu") -> None:
        super().__init__()
        known(norm, act)
        self.self_attention = MultiHeadAttention(d, d, d, d, h)
        self.norm1 = nn.LayerNorm(d)
        self.cross_attention = MultiHeadAttention(d, d, d, d, h)
        self.norm2 = nn.LayerNorm(d)
        self.linear1, self.linear2 = nn.Linear(d, ff), nn.Linear(ff, d)
        self.norm3 = nn.LayerNorm(d)
        self.p, self.norm, self.act = p, norm, act

    drop, network = EncoderLayer.drop, EncoderLayer.network

    def forward(self, x, memory, memory_mask=None):
        past = causal_mask(x.shape[1], device=x.device)
        if self.norm == "pre":
            z = self.norm1(x)
            x = x + self.drop(self.self_attention(z, z, z, past)[0])
            out, weights = self.cross_attention(self.norm2(x), memory, memory, memory_mask)
            x = x + self.drop(out)
            return x + self.drop(self.network(self.norm3(x))), weights
        x = self.norm1(x + self.drop(self.self_attention(x, x, x, past)[0]))
        out, weights = self.cross_attention(x, memory, memory, memory_mask)
        x = self.norm2(x + self.drop(out))
        return self.norm3(x + self.drop(self.network(x))), weights
