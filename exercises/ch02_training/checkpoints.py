"""Saving and loading: a training that goes on as if it had never stopped."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import nn

Generators = Mapping[str, torch.Generator]


class CheckpointError(Exception):
    """A file is no checkpoint that fits; the text says which file, and what is wrong with it."""


def save_checkpoint(
    path: str | Path, model: nn.Module, opt: torch.optim.Optimizer, step: int, gens: Generators
) -> None:
    """Write all that a training needs to go on.

    The file is made with ``torch.save`` and holds one dict with exactly these four entries:

    - ``"model"``: the model's ``state_dict`` (parameters *and* buffers);
    - ``"optimizer"``: the optimiser's ``state_dict`` (moments, step counts, learning rates);
    - ``"step"``: the int;
    - ``"generators"``: for each name in ``gens``, the generator's state (``get_state()``).

    So it holds nothing but dicts, lists, tensors, numbers and texts, and ``torch.load(path,
    weights_only=True)`` reads it. Never pickle the module itself.

    **Atomic**: whatever happens on the way (the disk is full, the process is killed), ``path``
    holds either the old file or the new one, whole. Write to another file in the same directory
    first, and give it its name when it is complete. After a save that went well, no other file is
    left behind in the directory.

    Args:
        path: where to.
        model: the model.
        opt: its optimiser.
        step: how many steps were made.
        gens: the random generators that the training uses, by name. torch's global one, which
            ``nn.Dropout`` draws from, is ``torch.default_generator``.

    """
    raise NotImplementedError("TODO: save_checkpoint")


def load_checkpoint(
    path: str | Path,
    model: nn.Module,
    opt: torch.optim.Optimizer,
    gens: Generators,
    strict: bool = True,
    map_location: str = "cpu",
) -> int:
    """Read a checkpoint into a model, an optimiser and generators that were made anew.

    After it the training goes on **bit for bit** as it would have without the stop.

    The file may come from anywhere. Nothing in it is ever executed (``weights_only=True``), and
    every file that does not fit is a ``CheckpointError`` whose text names the file (its name) and
    what is wrong:

    - it cannot be read: cut short, empty, other bytes, a pickle of anything else;
    - it holds something else than the four entries of ``save_checkpoint``;
    - parameters or buffers are missing or unexpected (the text **names** them), or have another
      shape (the text names them);
    - the optimiser's groups do not fit;
    - the generators are not those of ``gens`` (the text names one that is in only one of the two).

    Then the model, the optimiser and the generators are still **what they were**: nothing is half
    loaded. (``model.load_state_dict`` copies what fits before it complains: look first.)

    With ``strict=False`` missing and unexpected parameters are no error: the rest is loaded. All
    else is still an error, a wrong shape too.

    A path where no file is raises FileNotFoundError.

    Args:
        path: where from.
        model: gets the parameters and buffers, in place (so that tied weights stay tied, and the
            optimiser goes on with the same tensors).
        opt: gets its state.
        gens: get their states.
        strict: whether the names of parameters and buffers must agree exactly.
        map_location: where tensors are put while reading. (A generator's state must be on the CPU
            for ``set_state``.)

    Returns:
        The step.

    """
    raise NotImplementedError("TODO: load_checkpoint")


def save_weights(path: str | Path, model: nn.Module) -> None:
    """Write the model's ``state_dict`` alone, with ``torch.save``, atomically as above.

    That is what one gives to others: it is a third of the size (Adam keeps two numbers for each
    parameter), and needs no optimiser to be read.
    """
    raise NotImplementedError("TODO: save_weights")


def load_weights(
    path: str | Path, model: nn.Module, strict: bool = True, map_location: str = "cpu"
) -> None:
    """Read what ``save_weights`` wrote; ``strict`` and the errors are as in ``load_checkpoint``."""
    raise NotImplementedError("TODO: load_weights")


