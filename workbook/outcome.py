"""What a scenario returned, as plain data: a tree of leaves that holds nothing of the learner's.

``freeze`` turns whatever came back into that tree without calling a method that learner code
could have written: only exact built-in types, arrays and tensors are read; anything else becomes
an ``Alien`` that carries the name of its type.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import torch
from torch import Tensor

MAX_LEAVES = 4096
MAX_BYTES = 16 * 2**20
MAX_DEPTH = 8
MAX_TEXT = 100_000
MAX_NAME = 100
NUMBERS = "biuf"  # numpy's kinds: bool, int, unsigned, float

Ending = Literal[
    "returned", "not_attempted", "error", "forbidden", "over_budget", "timeout", "crashed"
]


@dataclass(frozen=True)
class Leaf:
    """A tensor's values on the CPU, and what else a learner could have got wrong about it."""

    tensor: Tensor
    device: str = "cpu"
    requires_grad: bool = False


@dataclass(frozen=True)
class Raised:
    """An exception that ``probes.raises`` caught: its class and its base classes, by name."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class Alien:
    """Something that is not data."""

    type_name: str


@dataclass(frozen=True)
class Outcome:
    """How one run of one scenario ended, and what it returned.

    ``changed`` names the draws that were changed in place, ``after`` holds the after-state of
    those that may be; ``tables`` lists the parameters that were filled; ``lines`` and ``ops``
    count the learner's lines and torch calls, where there is a budget; ``printed`` is the
    beginning of what the code printed.
    """

    ending: Ending
    value: Any = None
    message: str = ""
    error: str = ""
    changed: tuple[str, ...] = ()
    after: dict[str, Leaf] = field(default_factory=dict)
    tables: list[Any] = field(default_factory=list)
    lines: int = 0
    ops: int = 0
    printed: str = ""

    @property
    def returned(self) -> bool:
        """Whether there is a value to look at."""
        return self.ending == "returned"


class TooLarge(Exception):
    """The returned value is more than a scenario may return."""


@dataclass
class _Freezer:
    leaves: int = 0
    size: int = 0

    def freeze(self, value: Any, depth: int = 0) -> Any:
        if depth > MAX_DEPTH:
            message = f"the result is nested more than {MAX_DEPTH} deep"
            raise TooLarge(message)
        kind = type(value)
        if kind is list:
            return [self.freeze(item, depth + 1) for item in list.__iter__(value)]
        if issubclass(kind, tuple):
            return [self.freeze(item, depth + 1) for item in tuple.__iter__(value)]
        if kind in (dict, OrderedDict):
            return {str(k): self.freeze(v, depth + 1) for k, v in dict.items(value)}
        if kind in (Tensor, torch.nn.Parameter, torch.nn.Buffer):
            return self._leaf(value)
        if kind is np.ndarray and value.dtype.kind in NUMBERS:
            return self._leaf(torch.from_numpy(np.ascontiguousarray(value).copy()))
        return self._count(_atom(value, kind))

    def _leaf(self, value: Tensor) -> Any:
        if value.layout is not torch.strided or value.is_quantized or value.is_complex():
            return self._count(Alien(f"{value.layout} tensor of {value.dtype}"))
        if value.device.type == "meta":
            return self._count([str(value.dtype), *value.shape])
        self.size += value.numel() * value.element_size()
        if self.size > MAX_BYTES:
            message = f"the result is larger than {MAX_BYTES // 2**20} MB"
            raise TooLarge(message)
        data = value.detach().to("cpu").clone(memory_format=torch.contiguous_format)
        return self._count(Leaf(data, value.device.type, value.requires_grad))

    def _count(self, value: Any) -> Any:
        self.leaves += 1
        if self.leaves > MAX_LEAVES:
            message = f"the result has more than {MAX_LEAVES} parts"
            raise TooLarge(message)
        return value


def freeze(value: Any) -> Any:
    """Turn a returned value into a tree of plain data.

    Raises:
        TooLarge: it is nested deeper, or is larger, than a scenario may return.

    """
    return _Freezer().freeze(value)


def thaw(tree: Any) -> Any:
    """Turn a tree back into nested lists and dicts of tensors and numbers, for a ``check``."""
    if isinstance(tree, Leaf):
        return tree.tensor
    if isinstance(tree, list):
        return [thaw(item) for item in tree]
    if isinstance(tree, dict):
        return {key: thaw(item) for key, item in tree.items()}
    return tree


def _atom(value: Any, kind: type) -> Any:
    if value is None or kind in (bool, int, float, Leaf, Raised, Alien):
        return value
    if kind is str:
        return value[:MAX_TEXT]
    if issubclass(kind, np.generic) and kind.__module__ == "numpy" and value.dtype.kind in NUMBERS:
        return value.item()
    if kind in (torch.dtype, torch.device):
        return str(value)
    return Alien(kind.__name__[:MAX_NAME])
