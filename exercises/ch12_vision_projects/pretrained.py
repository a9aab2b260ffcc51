"""Taking over weights that somebody else has trained."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn


def replace_head(model: nn.Module, num_classes: int) -> nn.Module:
    """Give a network a new last layer, for other classes.

    The last ``nn.Linear`` among ``model.named_modules()``, at whatever depth, is replaced by a
    fresh ``nn.Linear`` with as many inputs and ``num_classes`` outputs, with a bias if the old one
    had one, on its device and in its dtype, at torch's usual start. It trains (requires gradients)
    even if the model is frozen. Everything else stays the very same.

    Args:
        model: changed in place; it is not itself the linear layer.
        num_classes: K.

    Returns:
        The same model.

    Raises:
        ValueError: if there is no ``nn.Linear`` in it.

    """
    raise NotImplementedError("TODO: replace_head")


def load_pretrained(
    model: nn.Module,
    state: Mapping[str, Tensor],
    rename: Mapping[str, str] | None = None,
    *,
    skip_mismatched: bool = True,
) -> dict[str, list[str]]:
    """Copy what fits from a ``state_dict`` into a model, and say what did not.

    First every name in ``state`` is translated: a leading ``module.`` (left by training on several
    devices) is cut off; then, if it begins with a key of ``rename``, that beginning is replaced by
    the key's value (the first key, in the order of the dict, that fits; no second one). Then, for
    every entry of ``model.state_dict()``, **parameters and buffers**:

        loaded       the state has it, in the same shape; it is copied, in the model's dtype
        skipped      the state has it, in another shape; the model keeps its own
        missing      the state does not have it; the model keeps its own
        unexpected   names (translated) in the state that the model does not have

    Args:
        model: changed in place.
        state: left unchanged; the model's tensors must not share its memory.
        rename: beginnings of names, old to new.
        skip_mismatched: if False, another shape is an error.

    Returns:
        ``{"loaded": …, "skipped": …, "missing": …, "unexpected": …}``, four **sorted** lists of
        names.

    Raises:
        ValueError: if there is another shape and ``skip_mismatched`` is False; the model is then
            unchanged.

    """
    raise NotImplementedError("TODO: load_pretrained")




def adapt_first_conv(weight: Tensor, in_channels: int) -> Tensor:
    """Make a first convolution for RGB fit images with another number of channels.

    - 1 channel: the **sum** of the three kernels. A grey image then gives what it gave as an RGB
      image with three equal channels.
    - 3 channels: the same weight.
    - more: the three kernels first, then **zeros** for the additional channels: at the start they
      change nothing, and they can learn.

    Args:
        weight: (O, 3, kh, kw).
        in_channels: 1, 3 or more.

    Returns:
        (O, in_channels, kh, kw), with memory of its own.

    Raises:
        ValueError: for 2 channels or fewer than 1, or if ``weight`` is not for three channels.

    """
    raise NotImplementedError("TODO: adapt_first_conv")
