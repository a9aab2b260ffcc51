"""Hidden layers and output layer apart, matrix products written out, torch's own init method."""

import torch
from torch import Tensor

from .mlp import apply_activation


def mlp_init(sizes: list[int], gen: torch.Generator | None = None) -> list[tuple[Tensor, Tensor]]:
    def layer(fan_in: int, fan_out: int) -> tuple[Tensor, Tensor]:
        weight = torch.empty(fan_out, fan_in).normal_(0, (2 / fan_in) ** 0.5, generator=gen)
        return weight, torch.zeros(fan_out)

    return [layer(sizes[i], sizes[i + 1]) for i in range(len(sizes) - 1)]


def mlp_forward(
    params: list[tuple[Tensor, Tensor]], x: Tensor, act: str
) -> tuple[Tensor, list[tuple[Tensor, Tensor]]]:
    *hidden, (weight_out, bias_out) = params
    cache = []
    for weight, bias in hidden:
        pre = torch.addmm(bias, x, weight.T)
        cache.append((x, pre))
        x = apply_activation(act, pre)
    logits = torch.addmm(bias_out, x, weight_out.T)
    return logits, [*cache, (x, logits)]
