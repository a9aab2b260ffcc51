"""The wire: a tree of plain data ↔ bytes. JSON for structure, safetensors for tensors, no pickle.

A frame is eight bytes of length, that much JSON, then the safetensors. Whatever a worker sends is
bounded in bytes, depth and count, and a malformed frame is a ``WireError``, nothing else.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from typing import Any, NoReturn

import safetensors.torch
from torch import Tensor

from workbook.outcome import MAX_BYTES, Alien, Leaf, Raised

MAX_FRAME = MAX_BYTES + 4 * 2**20
MAX_TEXT = 2**22  # bytes of JSON: parsing makes some twenty times as much of it
MAX_NODES = 100_000
MAX_NESTING = 24
MAX_HEADER = 2**20  # bytes that say which tensors there are: each takes thousands to make
_LENGTH = struct.Struct("<Q")


class WireError(Exception):
    """A frame is not what the other side should have sent."""


@dataclass(frozen=True)
class Handle:
    """A function that stays on the other side; calls of it are questions over the wire."""

    number: int


def pack(tree: Any) -> bytes:
    """Turn a tree of dicts, lists, texts, numbers, leaves and handles into a frame."""
    tensors: dict[str, Tensor] = {}
    text = json.dumps(_encode(tree, tensors), separators=(",", ":")).encode()
    blob = safetensors.torch.save(tensors) if tensors else b""
    return _LENGTH.pack(len(text)) + text + blob


def unpack(frame: bytes) -> Any:
    """Turn a frame back into a tree.

    Raises:
        WireError: the frame is malformed, or larger or deeper than it may be.

    """
    try:
        (length,) = _LENGTH.unpack_from(frame)
        start = _LENGTH.size
        if length > MAX_TEXT:
            _refuse("more text than a frame may hold")
        nodes = json.loads(frame[start : start + length])
        blob = frame[start + length :]
        return _Decoder(_tensors(blob)).decode(nodes)
    except WireError:
        raise
    except Exception as error:  # whatever a parser says of bytes that it was not made for
        message = f"malformed frame: {type(error).__name__}"
        raise WireError(message) from error


def _tensors(blob: bytes) -> dict[str, Tensor]:
    if not blob:
        return {}
    (header,) = _LENGTH.unpack_from(blob)
    if header > MAX_HEADER:
        _refuse("more tensors than a frame may hold")
    return safetensors.torch.load(blob)


def _refuse(message: str) -> NoReturn:
    raise WireError(message)


def _encode(tree: Any, tensors: dict[str, Tensor]) -> Any:  # noqa: PLR0911 - a table of kinds
    if tree is None or isinstance(tree, bool | int | float | str):
        return tree
    if isinstance(tree, list | tuple):
        return [_encode(item, tensors) for item in tree]
    if isinstance(tree, dict):
        return {"d": {str(key): _encode(item, tensors) for key, item in tree.items()}}
    if isinstance(tree, Leaf):
        name = str(len(tensors))
        tensors[name] = tree.tensor.contiguous()
        return {"t": name, "on": tree.device, "grad": tree.requires_grad}
    if isinstance(tree, Raised):
        return {"r": [*tree.names]}
    if isinstance(tree, Alien):
        return {"a": tree.type_name}
    if isinstance(tree, Handle):
        return {"h": tree.number}
    message = f"a {type(tree).__name__} cannot be sent"
    raise TypeError(message)


def _names(names: list[Any]) -> tuple[str, ...]:
    if not names:
        _refuse("an exception of no class")
    return tuple(str(name) for name in names)


class _Decoder:
    def __init__(self, tensors: dict[str, Tensor]) -> None:
        self._tensors = tensors
        self._nodes = 0

    def decode(self, node: Any, depth: int = 0) -> Any:  # noqa: PLR0911 - a table of kinds
        self._nodes += 1
        if self._nodes > MAX_NODES or depth > MAX_NESTING:
            message = "the frame holds more than it may"
            raise WireError(message)
        if isinstance(node, list):
            return [self.decode(item, depth + 1) for item in node]
        if not isinstance(node, dict):
            return node
        if "d" in node:
            return {str(key): self.decode(item, depth + 1) for key, item in node["d"].items()}
        if "t" in node:
            # Each tensor stands once: a few bytes more must not make the tree megabytes larger.
            return Leaf(self._tensors.pop(node["t"]), str(node["on"]), bool(node["grad"]))
        if "r" in node:
            return Raised(_names(node["r"]))
        if "a" in node:
            return Alien(str(node["a"]))
        if "h" in node:
            return Handle(int(node["h"]))
        message = "an unknown node"
        raise WireError(message)
