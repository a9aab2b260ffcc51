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
    ### BEGIN SOLUTION
    content = {
        "model": model.state_dict(),
        "optimizer": opt.state_dict(),
        "step": step,
        "generators": {name: gen.get_state() for name, gen in gens.items()},
    }
    _write(Path(path), content)
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    path = Path(path)
    content = _read(path, map_location)
    wanted = {"model": dict, "optimizer": dict, "step": int, "generators": dict}
    for name, kind in wanted.items():
        if not isinstance(content.get(name), kind):
            _complain(path, f"it has no entry {name!r} of the right kind")
    states = content["generators"]
    if odd := sorted(map(str, states.keys() ^ gens.keys())):
        _complain(path, f"its generators are not those of the training: {odd}")
    _check_names_and_shapes(path, model, content["model"], strict)
    try:
        for state in states.values():
            torch.Generator().set_state(state.cpu())  # a trial
        opt.load_state_dict(content["optimizer"])  # looks before it changes anything
    except Exception as error:
        message = f"{path.name} does not fit the optimiser or the generators: {error}"
        raise CheckpointError(message) from error
    for name, gen in gens.items():
        gen.set_state(states[name].cpu())
    model.load_state_dict(content["model"], strict=strict)
    return content["step"]
    ### END SOLUTION


def save_weights(path: str | Path, model: nn.Module) -> None:
    """Write the model's ``state_dict`` alone, with ``torch.save``, atomically as above.

    That is what one gives to others: it is a third of the size (Adam keeps two numbers for each
    parameter), and needs no optimiser to be read.
    """
    ### BEGIN SOLUTION
    _write(Path(path), dict(model.state_dict()))
    ### END SOLUTION


def load_weights(
    path: str | Path, model: nn.Module, strict: bool = True, map_location: str = "cpu"
) -> None:
    """Read what ``save_weights`` wrote; ``strict`` and the errors are as in ``load_checkpoint``."""
    ### BEGIN SOLUTION
    path = Path(path)
    state = _read(path, map_location)
    _check_names_and_shapes(path, model, state, strict)
    model.load_state_dict(state, strict=strict)
    ### END SOLUTION


### BEGIN SOLUTION
def _write(path: Path, content: Any) -> None:
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            torch.save(content, file)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _read(path: Path, map_location: str) -> dict[str, Any]:
    try:
        content = torch.load(path, map_location=map_location, weights_only=True)
    except FileNotFoundError:
        raise
    except Exception as error:  # a broken file makes torch raise nearly anything
        message = f"{path.name} cannot be read as a checkpoint: {error}"
        raise CheckpointError(message) from error
    if not isinstance(content, dict):
        _complain(path, f"it holds a {type(content).__name__} instead of a dict")
    return content


def _check_names_and_shapes(
    path: Path, model: nn.Module, state: dict[str, Any], strict: bool
) -> None:
    own = model.state_dict()
    missing = sorted(own.keys() - state.keys())
    unexpected = sorted(map(str, state.keys() - own.keys()))
    if strict and (missing or unexpected):
        _complain(path, f"missing: {missing}, unexpected: {unexpected}")
    for name in own.keys() & state.keys():
        if getattr(state[name], "shape", None) != own[name].shape:
            _complain(path, f"{name} has another shape than {tuple(own[name].shape)}")


def _complain(path: Path, what: str) -> None:
    message = f"{path.name} is no checkpoint for this training: {what}"
    raise CheckpointError(message)


### END SOLUTION
