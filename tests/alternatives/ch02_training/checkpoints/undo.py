"""Loads, and puts everything back if anything goes wrong; a temporary directory for the file."""

from __future__ import annotations

import contextlib
import copy
import tempfile
from pathlib import Path

import torch

from .checkpoints import CheckpointError

KEYS = ("model", "optimizer", "step", "generators")


def _save(path, content):
    path = Path(path)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        torch.save(content, Path(folder) / "new")
        (Path(folder) / "new").replace(path)


@contextlib.contextmanager
def _all_or_nothing(path, model, opt=None, gens=()):
    if not Path(path).is_file():
        raise FileNotFoundError(path)
    weights = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    moments = copy.deepcopy(opt.state_dict()) if opt else None
    states = {name: gens[name].get_state() for name in gens}
    try:
        yield
    except Exception as error:
        model.load_state_dict(weights)
        if opt:
            opt.load_state_dict(moments)
        for name in gens:
            gens[name].set_state(states[name])
        message = f"{Path(path).name}: {error}"
        raise CheckpointError(message) from error


def save_checkpoint(path, model, opt, step, gens):
    states = {name: gen.get_state() for name, gen in gens.items()}
    values = (model.state_dict(), opt.state_dict(), step, states)
    _save(path, dict(zip(KEYS, values, strict=True)))


def load_checkpoint(path, model, opt, gens, strict=True, map_location="cpu"):
    with _all_or_nothing(path, model, opt, gens):
        content = torch.load(path, map_location=map_location, weights_only=True)
        weights, moments, step, states = (content[key] for key in KEYS)
        if states.keys() != gens.keys():
            message = f"generators {states.keys() ^ gens.keys()}"
            raise KeyError(message)
        model.load_state_dict(weights, strict=strict)
        opt.load_state_dict(moments)
        for name in gens:
            gens[name].set_state(states[name].cpu())
    return step


def save_weights(path, model):
    _save(path, model.state_dict())


def load_weights(path, model, strict=True, map_location="cpu"):
    with _all_or_nothing(path, model):
        state = torch.load(path, map_location=map_location, weights_only=True)
        model.load_state_dict(state, strict=strict)
