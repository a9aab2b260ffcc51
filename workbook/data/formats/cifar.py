"""The batches of CIFAR: pickles, read without running anything that they name.

A pickle is a small program: it may name any function of any module and call it. A CIFAR batch needs
four names to rebuild one numpy array. Here these four lead to stand-ins of ours, which take the
array's shape and bytes and nothing else; every other name is refused.
"""

from __future__ import annotations

import io
import math
import pickle
from typing import Any

import torch
from torch import Tensor

from workbook.errors import UsageError

SIDE = 32
PIXELS = 3 * SIDE * SIDE


def read_cifar(content: bytes) -> tuple[Tensor, Tensor]:
    """Return images and labels of one batch of CIFAR-10.

    A row of the file is the red plane, then the green, then the blue, each row by row.

    Returns:
        ``images`` (N, 3, 32, 32) uint8 and ``labels`` (N,) int64.

    Raises:
        UsageError: the file is no such batch, or names anything but the parts of an array.

    """
    try:
        batch = _Restricted(io.BytesIO(content), encoding="bytes").load()
        y = torch.tensor(batch[b"labels"]).long()
        x = batch[b"data"].values.reshape(len(y), 3, SIDE, SIDE)
    except pickle.UnpicklingError as error:
        message = f"not a CIFAR batch: {error}"
        raise UsageError(message) from error
    except Exception as error:  # a broken pickle may raise anything
        message = f"not a CIFAR batch: {type(error).__name__}"
        raise UsageError(message) from error
    return x, y


class _Array:
    """Stands in for a numpy array of bytes."""

    def __init__(self) -> None:
        self.values = torch.zeros(0, PIXELS, dtype=torch.uint8)

    def __setstate__(self, state: tuple[int, tuple[int, ...], Any, bool, bytes]) -> None:
        _, shape, kind, fortran, data = state
        plain = isinstance(kind, _Kind) and not fortran
        if not plain or math.prod(shape) != len(data):
            message = "its array is not one of plain bytes"
            raise pickle.UnpicklingError(message)
        self.values = torch.frombuffer(bytearray(data), dtype=torch.uint8).view(*shape)


class _Kind:
    """Stands in for the numpy type ``uint8``."""

    def __setstate__(self, _: tuple[Any, ...]) -> None:
        """Ignore the byte order: a byte has none."""


def _array(*_: Any) -> _Array:
    return _Array()


def _kind(name: bytes | str, *_: Any) -> _Kind:
    if name not in {b"u1", "u1"}:
        message = f"its array is of type {name!r}"
        raise pickle.UnpicklingError(message)
    return _Kind()


def _no_class() -> None:
    """Stands in for ``numpy.ndarray``, which is named but never called."""


class _Restricted(pickle.Unpickler):
    NAMES = {  # noqa: RUF012 - a constant
        ("numpy.core.multiarray", "_reconstruct"): _array,
        ("numpy._core.multiarray", "_reconstruct"): _array,
        ("numpy", "ndarray"): _no_class,
        ("numpy", "dtype"): _kind,
    }

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in self.NAMES:
            message = f"it names {module}.{name}, which no picture needs"
            raise pickle.UnpicklingError(message)
        return self.NAMES[module, name]
