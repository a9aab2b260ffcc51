"""Averaging the weights of a training run, with a mistake to find."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor


class WeightAverage:
    """Keep a running average of parameters while something else trains them.

    The averages start at the values that the parameters have when the object is made. After every
    optimiser step one calls ``update``:

        average ← decay · average + (1 − decay) · parameter

    ``swap`` exchanges the values of parameters and averages, both in place: once to evaluate the
    model with the averages, once more to go on training as if nothing had happened.

    **The symptom.** This class is finished, but the averaged model always scores exactly like the
    current one. Somebody printed both: ``averages`` equals the parameters to the last bit after
    every step, whatever ``decay`` is, even before ``update`` is called; and ``swap`` never changes
    anything. No line raises an error. Find the cause and mend it.

    Example: ``decay = 0.75``, a parameter that starts at 0 and is then set to 4: after one update
    the average is 1, after two it is 1.75.

    Source: Polyak and Juditsky, 1992; as an exponential average e.g. Tarvainen and Valpola, 2017.

    Attributes:
        params: the parameters, a list in the order given.
        averages: a list of tensors, one for each parameter, with no graph.

    Args:
        params: any iterable of tensors, also a generator such as ``model.parameters()``.
        decay: the weight of the *old* average.

    """

    def __init__(self, params: Iterable[Tensor], decay: float = 0.99) -> None:
        """Start the averages at the present values."""
        ### BEGIN SOLUTION
        self.params = list(params)
        self.averages = [p.detach().clone() for p in self.params]
        self.decay = decay
        ### END SOLUTION

    @torch.no_grad()
    def update(self) -> None:
        """Take the present values into the averages."""
        ### BEGIN SOLUTION
        for average, p in zip(self.averages, self.params, strict=True):
            average.lerp_(p, 1 - self.decay)
        ### END SOLUTION

    @torch.no_grad()
    def swap(self) -> None:
        """Exchange the values of parameters and averages."""
        ### BEGIN SOLUTION
        for average, p in zip(self.averages, self.params, strict=True):
            kept = p.clone()
            p.copy_(average)
            average.copy_(kept)
        ### END SOLUTION
