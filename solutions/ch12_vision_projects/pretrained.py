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
    ### BEGIN SOLUTION
    found = [(name, part) for name, part in model.named_modules() if isinstance(part, nn.Linear)]
    if not found:
        message = "the model has no linear layer to replace"
        raise ValueError(message)
    name, old = found[-1]
    new = nn.Linear(old.in_features, num_classes, bias=old.bias is not None)
    parent, _, attribute = name.rpartition(".")
    setattr(model.get_submodule(parent), attribute, new.to(old.weight))
    return model
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    given = {_translated(name, rename or {}): tensor for name, tensor in state.items()}
    own = model.state_dict()
    skipped = sorted(n for n in own if n in given and given[n].shape != own[n].shape)
    if skipped and not skip_mismatched:
        message = f"other shapes: {', '.join(skipped)}"
        raise ValueError(message)
    loaded = sorted(name for name in own if name in given and name not in skipped)
    with torch.no_grad():
        for name in loaded:
            own[name].copy_(given[name])
    return {
        "loaded": loaded,
        "skipped": skipped,
        "missing": sorted(own.keys() - given.keys()),
        "unexpected": sorted(given.keys() - own.keys()),
    }
    ### END SOLUTION


### BEGIN SOLUTION
def _translated(name: str, rename: Mapping[str, str]) -> str:
    name = name.removeprefix("module.")
    for old, new in rename.items():
        if name.startswith(old):
            return new + name[len(old) :]
    return name


### END SOLUTION


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
    ### BEGIN SOLUTION
    O, C, kh, kw = weight.shape
    if C != 3 or in_channels < 1 or in_channels == 2:
        message = f"cannot turn {C} input channels into {in_channels}"
        raise ValueError(message)
    if in_channels == 1:
        return weight.sum(1, keepdim=True)
    return torch.cat([weight, weight.new_zeros(O, in_channels - 3, kh, kw)], dim=1)
    ### END SOLUTION
