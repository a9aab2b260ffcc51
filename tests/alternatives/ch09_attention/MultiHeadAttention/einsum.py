"""Einsum over weights of shape (h, dk, d); heads stay on an axis of their own."""

import torch
from torch import Tensor, nn

from .masking import causal_mask, masked_softmax


def split_heads(x: Tensor, h: int) -> Tensor:
    if x.shape[-1] % h != 0:
        raise ValueError(h)
    return torch.stack(x.chunk(h, dim=-1), dim=1)


def merge_heads(x: Tensor) -> Tensor:
    return torch.cat([*x.unbind(1)], dim=-1)


class MultiHeadAttention(nn.Module):
    def __init__(self, d_q, d_k, d_v, d_model, h, bias=True) -> None:
        super().__init__()
        if d_model / h != d_model // h:
            message = "the heads do not fit"
            raise ValueError(message)
        self.h, self.dk = h, d_model // h
        widths = {"W_q": d_q, "W_k": d_k, "W_v": d_v, "W_o": d_model}
        for name, width in widths.items():
            setattr(self, name, nn.Linear(width, d_model, bias=bias))

    def project(self, x: Tensor, layer: nn.Linear) -> Tensor:
        weight = layer.weight.reshape(self.h, self.dk, -1)
        out = torch.einsum("btd,hcd->bhtc", x, weight)
        if layer.bias is not None:
            out = out + layer.bias.reshape(self.h, 1, self.dk)
        return out

    def forward(self, queries, keys, values, mask=None, causal=False):
        q = self.project(queries, self.W_q)
        k = self.project(keys, self.W_k)
        v = self.project(values, self.W_v)
        scores = torch.einsum("bhqc,bhkc->bhqk", q / self.dk**0.5, k)
        Q, K = scores.shape[2:]
        allowed = torch.ones(len(q), 1, Q, K, dtype=torch.bool, device=q.device)
        if mask is not None:
            allowed = allowed & (mask if mask.dim() == 2 else mask.unsqueeze(1))
        if causal:
            allowed = allowed & causal_mask(Q, K, q.device)
        weights = masked_softmax(scores, allowed)
        heads = torch.einsum("bhqk,bhkc->bqhc", weights, v)
        return self.W_o(heads.flatten(2)), weights
