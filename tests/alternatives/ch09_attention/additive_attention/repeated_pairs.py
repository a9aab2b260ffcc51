"""Pairs made by repeat_interleave and repeat, flat; the context by einsum."""

import torch
from torch import Tensor, nn

from .masking import masked_softmax


class AdditiveAttention(nn.Module):
    def __init__(self, query_size: int, key_size: int, h: int) -> None:
        super().__init__()
        for name, size, out in (("W_q", query_size, h), ("W_k", key_size, h), ("w_v", h, 1)):
            self.add_module(name, nn.Linear(size, out, bias=False))

    def forward(self, queries: Tensor, keys: Tensor, values: Tensor, valid=None):
        B, Q, K = len(queries), queries.shape[1], keys.shape[1]
        a = (queries @ self.W_q.weight.T).repeat_interleave(K, dim=1)  # (B, Q·K, h)
        b = (keys @ self.W_k.weight.T).repeat(1, Q, 1)
        scores = (torch.tanh(a + b) @ self.w_v.weight[0]).reshape(B, Q, K)
        weights = masked_softmax(scores, valid)
        return torch.einsum("bqk,bkv->bqv", weights, values), weights


def attention_decoder_step(attention, cell, x, state, memory, lengths=None):
    out, weights = attention(state.unsqueeze(1), memory, memory, valid=lengths)
    state = cell(torch.hstack((x, out[:, 0])), state)
    return state, out[:, 0], weights[:, 0]
