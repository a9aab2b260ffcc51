"""Inputs for scenarios: keyed, the same on every machine and device, and revealing.

The bits come from numpy's PCG64 and are turned into numbers by integer arithmetic only, since
``torch.randn`` differs between instruction sets. Every number is a multiple of 1/256, so it is
exact in float32. Each draw has a key (its name, or its index before the first call into the
learner's module), so that two implementations that call in another order see the same numbers.
"""

from __future__ import annotations

import hashlib
import math
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from workbook.errors import CourseError
from workbook.guards import unguarded

STEPS = 256
SUMMANDS = 12  # twelve uniforms on [0, 1) have variance 1

current: ContextVar[Draw] = ContextVar("draw")


@dataclass
class Drawn:
    """A tensor that was handed out, and a copy of it as it was."""

    key: str
    tensor: Tensor
    before: Tensor


class Draw:
    """A seeded source of inputs for one scenario.

    Args:
        seed: the seed of the grading.
        scope: the scenario's full name; two scenarios draw different numbers.
        dtype: the dtype of floating draws that do not name one.
        device: where tensors are put; they are always drawn on the CPU.

    """

    def __init__(
        self,
        seed: int,
        scope: str,
        dtype: torch.dtype = torch.float32,
        device: str = "cpu",
    ) -> None:
        self.dtype = dtype
        self.device = torch.device(device)
        self.handed_out: list[Drawn] = []
        self.tables: list[list[Any]] = []  # names and shapes of the parameters that were filled
        self.filled = 0
        self.pulled_back = 0
        self._seed = seed
        self._scope = scope
        self._called = False
        self._keys: set[str] = set()

    def learner_was_called(self) -> None:
        """From now on a draw needs a name."""
        self._called = True

    def normal(
        self,
        *shape: int,
        scale: float = 1.0,
        shift: float = 0.0,
        dtype: torch.dtype | None = None,
        name: str | None = None,
    ) -> Tensor:
        """Draw numbers that are nearly normal, with mean ``shift`` and deviation ``scale``."""
        key = self._key(name)
        bits = self._bits(key, (SUMMANDS, *shape))
        sums = (bits >> np.uint64(40)).astype(np.int64).sum(axis=0)  # of 24 bits each
        steps = (sums >> 16) - SUMMANDS * STEPS // 2
        return self._hand_out(key, steps / STEPS * scale + shift, dtype)

    def uniform(
        self,
        *shape: int,
        low: float = 0.0,
        high: float = 1.0,
        dtype: torch.dtype | None = None,
        name: str | None = None,
    ) -> Tensor:
        """Draw numbers spread evenly over ``[low, high)``."""
        key = self._key(name)
        steps = self._below(key, shape, max(1, round((high - low) * STEPS)))
        return self._hand_out(key, steps / STEPS + low, dtype)

    def positive(
        self, *shape: int, dtype: torch.dtype | None = None, name: str | None = None
    ) -> Tensor:
        """Draw numbers from ``[0.5, 2)``: scales and variances, never at their identity 1."""
        key = self._key(name)
        steps = self._below(key, shape, 3 * STEPS // 2 - 1) + STEPS // 2
        return self._hand_out(key, (steps + (steps >= STEPS)) / STEPS, dtype)

    def distinct(
        self,
        *shape: int,
        scale: float = 1.0,
        dtype: torch.dtype | None = None,
        name: str | None = None,
    ) -> Tensor:
        """Draw numbers of mixed sign, no two of them equal and none zero, in a random order."""
        key = self._key(name)
        count = math.prod(shape)
        order = np.argsort(self._bits(key, (count,)), kind="stable").reshape(shape)
        spacing = max(1, round(4 * STEPS / max(count, 1)))
        steps = (2 * order - count + (count % 2 == 0)) * spacing  # odd multiples: never zero
        return self._hand_out(key, steps / (2 * STEPS) * scale, dtype)

    def integers(self, *shape: int, low: int = 0, high: int, name: str | None = None) -> Tensor:
        """Draw integers (int64) from ``[low, high)``."""
        key = self._key(name)
        return self._hand_out(key, self._below(key, shape, high - low) + low, torch.int64)

    def mask(self, *shape: int, keep: float = 0.5, name: str | None = None) -> Tensor:
        """Draw a bool mask: True, that is keep, with probability ``keep``."""
        key = self._key(name)
        return self._hand_out(key, self._below(key, shape, 2**16) < keep * 2**16, torch.bool)

    def permutation(self, n: int, name: str | None = None) -> Tensor:
        """Draw an order of ``0 … n-1`` (int64)."""
        key = self._key(name)
        order = np.argsort(self._bits(key, (n,)), kind="stable")
        return self._hand_out(key, order, torch.int64)

    def integer(self, low: int, high: int, name: str | None = None) -> int:
        """Draw one Python int from ``[low, high)``."""
        return low + int(self._below(self._key(name), (), high - low))

    def number(self, low: float, high: float, name: str | None = None) -> float:
        """Draw one Python float from ``[low, high)``."""
        count = max(1, round((high - low) * STEPS))
        return low + int(self._below(self._key(name), (), count)) / STEPS

    def seed(self, name: str) -> int:
        """Draw a seed for code that seeds its own generator."""
        return int(self._below(self._key(name), (), 2**31))

    def generator(self, name: str) -> torch.Generator:
        """Draw a seeded CPU generator."""
        return torch.Generator().manual_seed(self.seed(name))

    def _key(self, name: str | None) -> str:
        if name is None:
            if self._called:
                message = (
                    f"{self._scope}: a draw after a call into the module needs name=…; "
                    "draw first, or name it"
                )
                raise CourseError(message)
            name = f"input {len(self._keys) + 1}"
        if name in self._keys:
            message = f"{self._scope}: two draws are named '{name}'"
            raise CourseError(message)
        self._keys.add(name)
        return name

    def _bits(self, key: str, shape: tuple[int, ...]) -> np.ndarray:
        digest = hashlib.sha256(f"{self._seed}\n{self._scope}\n{key}".encode()).digest()
        generator = np.random.PCG64(int.from_bytes(digest[:16], "little"))
        raw = np.atleast_1d(generator.random_raw(math.prod(shape)))
        return raw.astype(np.uint64).reshape(shape)

    def _below(self, key: str, shape: tuple[int, ...], bound: int) -> np.ndarray:
        """Draw int64 from ``[0, bound)``."""
        return ((self._bits(key, shape) >> np.uint64(11)) % np.uint64(bound)).astype(np.int64)

    def _hand_out(self, key: str, values: np.ndarray, dtype: torch.dtype | None) -> Tensor:
        with unguarded():
            tensor = torch.from_numpy(np.asarray(values))
            if tensor.is_floating_point():
                # Rounded once to float32, so a float64 run sees the same numbers.
                tensor = tensor.to(torch.float32).to(dtype or self.dtype)
            else:
                tensor = tensor.to(dtype)
            tensor = tensor.to(self.device)
            self.handed_out.append(Drawn(key, tensor, tensor.clone()))
        return tensor


def unchanged(drawn: Drawn) -> bool:
    """Whether a tensor that was handed out still is what it was."""
    now = drawn.tensor.detach()
    return now.shape == drawn.before.shape and torch.equal(now, drawn.before)
