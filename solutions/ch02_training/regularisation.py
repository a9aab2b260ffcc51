"""Against overfitting: a price on large weights, dropout, stopping in time."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

import torch
from torch import Tensor, nn


def weight_penalty(
    named_params: Iterable[tuple[str, Tensor]],
    l1: float = 0.0,
    l2: float = 0.0,
    exclude: Callable[[str, Tensor], bool] = lambda name, p: p.ndim < 2,  # noqa: ARG005
) -> Tensor:
    """Return the price of large weights, a tensor that is added to the loss.

        l1 · Σ |w|  +  ½ · l2 · Σ w²

    The sums go over all entries of all parameters for which ``exclude(name, p)`` is false. By
    default everything with fewer than two axes is excluded: biases, and the scale and shift of
    normalisations. (With the ½ the gradient of the second term is l2 · w.)

    The penalty is part of the graph: ``(loss + weight_penalty(…)).backward()`` reaches the weights.

    Example: for one weight [[1, -2], [0, 3]], l1 = 0.1 and l2 = 0.01:
    0.1 · 6 + ½ · 0.01 · 14 = 0.67.

    Args:
        named_params: pairs of a name and a parameter, as ``model.named_parameters()`` gives them;
            it may be a generator, and it may be empty.
        l1: price of Σ |w|.
        l2: price of ½ Σ w².
        exclude: which parameters cost nothing.

    Returns:
        A scalar of shape (). Its dtype and device are those of the first parameter, excluded or
        not; with no parameters at all it is a 0 of the default dtype.

    """
    ### BEGIN SOLUTION
    total = None
    for name, p in named_params:
        if total is None:
            total = p.new_zeros(())
        if not exclude(name, p):
            total = total + l1 * p.abs().sum() + 0.5 * l2 * p.square().sum()
    return torch.zeros(()) if total is None else total
    ### END SOLUTION


def dropout(x: Tensor, p: float, keep_mask: Tensor) -> Tensor:
    """Drop the entries that ``keep_mask`` does not keep, and scale the others ("inverted dropout").

        yᵢ = xᵢ / (1 - p)   where keep_maskᵢ is True,     yᵢ = 0   elsewhere

    With entries kept at random with probability 1 - p, the expected value of y is x. For p = 1
    the result is 0 everywhere, whatever the mask says.

    Forbidden here and in ``Dropout``: torch's own dropout.

    Source: Srivastava et al., "Dropout", 2014.

    Args:
        x: any shape.
        p: the probability of *dropping* an entry; the scale depends on it, the mask is given.
        keep_mask: bool, in the shape of x; True = keep.

    Returns:
        In the shape and dtype of x.

    Raises:
        ValueError: p is not in [0, 1].

    """
    ### BEGIN SOLUTION
    if not 0 <= p <= 1:
        message = f"a probability is between 0 and 1, not {p}"
        raise ValueError(message)
    if p == 1:
        return torch.zeros_like(x)
    return x * keep_mask / (1 - p)
    ### END SOLUTION


class Dropout(nn.Module):
    """Dropout with a mask of its own for every call.

    In training each entry of the input, independently of all others (a new draw for every sample,
    every feature and every call), is dropped with probability ``p``, and ``dropout`` is applied.
    In evaluation the input comes back as it is.

    Args of the constructor: ``p`` in [0, 1], else ValueError; ``gen``, a CPU generator that the
    masks are drawn from. The same state of ``gen`` gives the same masks. None means torch's
    global generator.
    """

    def __init__(self, p: float = 0.5, gen: torch.Generator | None = None) -> None:
        """Remember the probability and the generator."""
        ### BEGIN SOLUTION
        super().__init__()
        if not 0 <= p <= 1:
            message = f"a probability is between 0 and 1, not {p}"
            raise ValueError(message)
        self.p, self.gen = p, gen
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        """Return x with some entries dropped (training), or x (evaluation)."""
        ### BEGIN SOLUTION
        if not self.training:
            return x
        keep_mask = torch.rand(x.shape, generator=self.gen).to(x.device) >= self.p
        return dropout(x, self.p, keep_mask)
        ### END SOLUTION


class EarlyStopping:
    """Says when a training should stop, and keeps the best state of the model.

    After every epoch call ``step`` with the value of that epoch. A value is an *improvement* if

        value < best_value - min_delta     (mode "min")
        value > best_value + min_delta     (mode "max")

    where ``best_value`` is the value of the last improvement. NaN never is one. Epochs without
    improvement are bad; ``step`` returns True as soon as ``patience`` bad epochs have come one
    after the other (and at every further bad epoch), else False. An improvement sets the count of
    bad epochs back to 0.

    Example, patience 2, mode "min"::

        value         5      4      4.5    3.9    4      4
        improvement   yes    yes    no     yes    no     no
        step          False  False  False  False  False  True

    Attributes:
        best_value: a Python float; before the first improvement, infinity for "min" and minus
            infinity for "max".
        best_state: the ``state_dict`` of the model that came with the last improvement, as it was
            *then*: whatever happens to the model later does not change it. None before.

    Args of the constructor: ``patience``, 1 or more; ``min_delta``, 0 or more; ``mode``, "min" or
    "max". Anything else is a ValueError.

    """

    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        """Begin without a best value."""
        ### BEGIN SOLUTION
        if patience < 1 or min_delta < 0 or mode not in {"min", "max"}:
            message = f"no such stopping rule: {patience=}, {min_delta=}, {mode=}"
            raise ValueError(message)
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.best_value = math.inf if mode == "min" else -math.inf
        self.best_state: dict[str, Tensor] | None = None
        self.bad_epochs = 0
        ### END SOLUTION

    def step(self, value: float, model: nn.Module | None = None) -> bool:
        """Take in the value of one epoch; return whether to stop.

        Args:
            value: a number, or a tensor with one.
            model: its state is kept if the value is an improvement; None keeps the old state.

        """
        ### BEGIN SOLUTION
        value = float(value)
        if self.mode == "min":
            improved = value < self.best_value - self.min_delta  # false for NaN
        else:
            improved = value > self.best_value + self.min_delta
        if improved:
            self.best_value = value
            self.bad_epochs = 0
            if model is not None:
                state = model.state_dict()
                self.best_state = {name: tensor.clone() for name, tensor in state.items()}
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience
        ### END SOLUTION

    def restore(self, model: nn.Module) -> None:
        """Put the best state into ``model``.

        Raises:
            RuntimeError: there is none yet.

        """
        ### BEGIN SOLUTION
        if self.best_state is None:
            message = "no state was kept: call step(value, model) first"
            raise RuntimeError(message)
        model.load_state_dict(self.best_state)
        ### END SOLUTION
