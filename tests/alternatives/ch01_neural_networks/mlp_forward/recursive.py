"""Recursive: the first layer, and then the rest of the network."""

import math

import torch
from torch import Tensor

from .linear import linear_forward
from .mlp import apply_activation


def mlp_init(sizes: list[int], gen: torch.Generator | None = None) -> list[tuple[Tensor, Tensor]]:
    if len(sizes) < 2:
        return []
    fan_in, fan_out = sizes[:2]
    mean = torch.zeros(fan_out, fan_in)
    weight = torch.normal(mean, math.sqrt(2.0 / fan_in), generator=gen)
    return [(weight, mean[:, 0] * 0), *mlp_init(sizes[1:], gen)]


def mlp_forward(
    params: list[tuple[Tensor, Tensor]], x: Tensor, act: str
) -> tuple[Tensor, list[tuple[Tensor, Tensor]]]:
    (weight, bias), *rest = params
    z = linear_forward(x, weight, bias)
    if not rest:
        return z, [(x, z)]
    logits, cache = mlp_forward(rest, apply_activation(act, z), act)
    return logits, [(x, z), *cache]
