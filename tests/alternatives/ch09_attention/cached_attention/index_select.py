"""Places as a tensor of indices; the past joined before anything is projected further."""

import torch

from .attention import sdpa


def cached_attention(x, past, positions, W_q, W_k, W_v):
    if past is None:
        past = x.new_zeros(len(x), 0, W_k.shape[1]), x.new_zeros(len(x), 0, W_v.shape[1])
    P = past[0].size(1)
    places = torch.arange(P, P + x.size(1), device=x.device)
    x = x + positions.index_select(0, places)
    keys = torch.hstack((past[0], torch.einsum("bnd,de->bne", x, W_k)))
    values = torch.hstack((past[1], torch.einsum("bnd,de->bne", x, W_v)))
    return sdpa(x @ W_q, keys, values, None, None, True)[0], (keys, values)
