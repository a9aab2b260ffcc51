"""Sample by sample with outer products, recursively from the first layer on."""

import torch
from torch import Tensor

from .mlp import activation_slope

EFFICIENT = False


def _one_sample(params, cache, dlogits, act, sample):
    (weight, _), *rest = params
    (a, z), *deeper = cache
    if rest:
        grads, upstream = _one_sample(rest, deeper, dlogits, act, sample)
        delta = upstream * activation_slope(act, z[sample])
    else:
        grads, delta = [], dlogits[sample]
    return [(torch.outer(delta, a[sample]), delta), *grads], weight.T @ delta


def mlp_backward(
    params: list[tuple[Tensor, Tensor]],
    cache: list[tuple[Tensor, Tensor]],
    dlogits: Tensor,
    act: str,
) -> tuple[list[tuple[Tensor, Tensor]], Tensor]:
    each = [_one_sample(params, cache, dlogits, act, n) for n in range(len(dlogits))]
    grads = [
        (
            sum(sample[0][layer][0] for sample in each),
            sum(sample[0][layer][1] for sample in each),
        )
        for layer in range(len(params))
    ]
    return grads, torch.stack([dx for _, dx in each])
