"""One head after the other, each with its rows of the weights and its columns of W_o."""

import torch
from torch import Tensor, nn
from torch.nn.functional import linear

from .attention import sdpa

EFFICIENT = False


def split_heads(x: Tensor, h: int) -> Tensor:
    d = x.shape[2]
    if d % h:
        raise ValueError(d, h)
    return x.unflatten(2, (h, d // h)).permute(0, 2, 1, 3)


def merge_heads(x: Tensor) -> Tensor:
    return x.permute(0, 2, 1, 3).flatten(2)


class MultiHeadAttention(nn.Module):
    def __init__(self, d_q, d_k, d_v, d_model, h, bias=True) -> None:
        super().__init__()
        if d_model % h:
            raise ValueError(d_model, h)
        self.h = h
        self.W_q = nn.Linear(d_q, d_model, bias)
        self.W_k = nn.Linear(d_k, d_model, bias)
        self.W_v = nn.Linear(d_v, d_model, bias)
        self.W_o = nn.Linear(d_model, d_model, bias)

    def forward(self, queries, keys, values, mask=None, causal=False):
        dk = self.W_o.in_features // self.h
        total, maps = 0, []
        for n in range(self.h):
            part = slice(n * dk, (n + 1) * dk)

            def of(layer: nn.Linear, x: Tensor, part: slice = part) -> Tensor:
                bias = None if layer.bias is None else layer.bias[part]
                return linear(x, layer.weight[part], bias)

            q, k, v = of(self.W_q, queries), of(self.W_k, keys), of(self.W_v, values)
            out, weights = sdpa(q, k, v, mask, causal=causal)
            total = total + out @ self.W_o.weight[:, part].T
            maps.append(weights)
        if self.W_o.bias is not None:
            total = total + self.W_o.bias
        return total, torch.stack(maps, 1)
