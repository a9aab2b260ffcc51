"""Mending."""

import torch
from torch import Tensor


def running_mean(values: Tensor, decay: float) -> Tensor:
    """Return the exponential running mean of ``values`` (T,): it should not start too low."""
    ### BEGIN SOLUTION
    mean, means = 0.0, []
    for step, value in enumerate(values, start=1):
        mean = decay * mean + (1 - decay) * value
        means.append(mean / (1 - decay**step))
    return torch.stack(means)
    ### END SOLUTION
