"""The file is made in memory; a trial on copies decides whether anything is loaded."""

from __future__ import annotations

import copy
import io
import os
import uuid

import torch

from .checkpoints import CheckpointError


def _fail(text, error=None):
    raise CheckpointError(text) from error


def _save(path, content):
    buffer = io.BytesIO()
    torch.save(content, buffer)
    temporary = f"{os.fspath(path)}.{uuid.uuid4().hex}"
    try:
        with open(temporary, "wb") as file:  # noqa: PTH123 - another style
            file.write(buffer.getvalue())
    except OSError:
        os.unlink(temporary)  # noqa: PTH108
        raise
    os.replace(temporary, path)  # noqa: PTH105


def _load(path, map_location):
    name = os.path.basename(os.fspath(path))  # noqa: PTH119
    with open(path, "rb") as file:  # noqa: PTH123
        data = io.BytesIO(file.read())
    try:
        content = torch.load(data, map_location=map_location, weights_only=True)
    except Exception as error:  # noqa: BLE001 - torch raises nearly anything
        _fail(f"cannot read {name}: {type(error).__name__} {error}", error)
    return name, content


def _trial(name, model, state, strict):
    if not isinstance(state, dict):
        _fail(f"{name}: no dict of weights")
    try:
        copy.deepcopy(model).load_state_dict(state, strict=strict)
    except Exception as error:  # noqa: BLE001
        _fail(f"{name}: {error}", error)


def save_checkpoint(path, model, opt, step, gens):
    states = {key: gens[key].get_state() for key in gens}
    _save(
        path,
        dict(model=model.state_dict(), optimizer=opt.state_dict(), step=step, generators=states),
    )


def load_checkpoint(path, model, opt, gens, strict=True, map_location="cpu"):
    name, content = _load(path, map_location)
    try:
        weights, moments = content["model"], content["optimizer"]
        step, states = content["step"], content["generators"]
        moments["param_groups"], states.keys()
    except Exception as error:  # noqa: BLE001
        _fail(f"{name} is no checkpoint: {error!r}", error)
    if set(states) != set(gens):
        _fail(f"{name}: generators {sorted(set(states) ^ set(gens))}")
    _trial(name, model, weights, strict)
    before = copy.deepcopy(opt.state_dict())
    try:
        opt.load_state_dict(moments)
    except Exception as error:  # noqa: BLE001
        opt.load_state_dict(before)
        _fail(f"{name}: {error}", error)
    model.load_state_dict(weights, strict=strict)
    for key, gen in gens.items():
        gen.set_state(states[key].cpu())
    return step


def save_weights(path, model):
    _save(path, model.state_dict())


def load_weights(path, model, strict=True, map_location="cpu"):
    name, state = _load(path, map_location)
    _trial(name, model, state, strict)
    model.load_state_dict(state, strict=strict)
