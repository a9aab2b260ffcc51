"""Einsum, with the slope applied on the way down to the layer below."""

import torch
from torch import Tensor

from .mlp import activation_slope


def mlp_backward(
    params: list[tuple[Tensor, Tensor]],
    cache: list[tuple[Tensor, Tensor]],
    dlogits: Tensor,
    act: str,
) -> tuple[list[tuple[Tensor, Tensor]], Tensor]:
    delta = dlogits
    grads: list[tuple[Tensor, Tensor]] = []
    for layer in range(len(params) - 1, -1, -1):
        below = cache[layer][0]
        grads.insert(0, (torch.einsum("no,nd->od", delta, below), torch.einsum("no->o", delta)))
        delta = torch.einsum("no,od->nd", delta, params[layer][0])
        if layer > 0:
            delta = delta * activation_slope(act, cache[layer - 1][1])
    return grads, delta
