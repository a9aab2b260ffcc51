"""Which weights learn, and how fast."""

from __future__ import annotations

from typing import Any, Self

import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm


def freeze(module: nn.Module, *, bn_eval: bool = True) -> nn.Module:
    """Make a module stop learning, its BatchNorms included.

    1. Every parameter in it no longer requires a gradient.
    2. A BatchNorm also has running statistics, which are **no parameters**: in training mode they
       move with every batch, and the outputs depend on the batch. With ``bn_eval`` every BatchNorm
       in the module (``nn.BatchNorm1d``, ``2d``, ``3d``; they share the base class ``_BatchNorm``,
       imported above) behaves as in evaluation mode from now on, **also after somebody calls**
       ``module.train()``, or that of a larger model around it. How you do this is up to you (a
       forward pre-hook is one way); the layers may not be replaced, and the names in the
       ``state_dict`` stay.
    3. Other layers, such as dropout, go on obeying ``train()`` and ``eval()``.

    Args:
        module: changed in place.
        bn_eval: whether BatchNorms are held.

    Returns:
        The same module.

    """
    raise NotImplementedError("TODO: freeze")




def unfreeze_last(model: nn.Sequential, n: int) -> None:
    """Let the last n layers learn again.

    Among the direct children of ``model``, only those that **have parameters** (their own or their
    children's) count as layers; a relu or a pooling does not. All parameters of the last n of them
    require gradients again. Everything else stays as it is, BatchNorm's mode as well. n = 0 changes
    nothing; if there are fewer than n layers, all of them learn.

    Args:
        model: changed in place.
        n: how many.

    Raises:
        ValueError: if n is negative.

    """
    raise NotImplementedError("TODO: unfreeze_last")


def param_groups(
    model: nn.Module, head: str, lr: float, head_lr: float, weight_decay: float
) -> list[dict[str, Any]]:
    """Sort the parameters of a model into groups for an optimiser.

    The head is new and learns fast, the backbone was pre-trained and learns slowly; weights decay,
    biases and the scales of normalisations do not. In this order, groups without a parameter left
    out:

        1   backbone, two axes or more      lr          weight_decay
        2   backbone, one axis or none      lr          0
        3   head, two axes or more          head_lr     weight_decay
        4   head, one axis or none          head_lr     0

    A parameter belongs to the head if its name begins with ``head`` and a dot (``head="fc"``: fc.0
    .weight is of the head, fcn.weight is not). **Every parameter of the model is in exactly one
    group**, in the order of ``model.named_parameters()``: one that two layers share is there once,
    by its first name; frozen ones are there too, so that they learn when they are unfrozen later
    (an optimiser leaves out what has no gradient).

    Args:
        model: any module.
        head: the name of a child.
        lr: for the backbone.
        head_lr: for the head.
        weight_decay: for weights.

    Returns:
        Dicts ``{"params": [...], "lr": ..., "weight_decay": ...}``, as ``torch.optim.AdamW`` takes
        them.

    """
    raise NotImplementedError("TODO: param_groups")


class FrozenBN(nn.Module):
    """A BatchNorm that is only an affine map, in training as in evaluation.

        out = weight · (x - running_mean) / √(running_var + eps) + bias, channel by channel

    All four are **buffers** (C,), named as in BatchNorm, so they are saved but never learn; at the
    start weight and running_var are 1, the others 0. Gradients flow through to x.
    """

    weight: Tensor
    bias: Tensor
    running_mean: Tensor
    running_var: Tensor

    def __init__(self, num_features: int, eps: float = 1e-5) -> None:
        """Make the four buffers."""
        raise NotImplementedError("TODO: FrozenBN.__init__")

    @classmethod
    def of(cls, bn: nn.BatchNorm2d) -> Self:
        """Make one that does what ``bn`` does in evaluation mode: copy its numbers, and its eps."""
        raise NotImplementedError("TODO: FrozenBN.of")

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, C, H, W) to the same shape."""
        raise NotImplementedError("TODO: FrozenBN.forward")
