"""The idx format of MNIST: a header of big-endian numbers, and then the values."""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor

from workbook.errors import UsageError

KINDS = {8: ">u1", 9: ">i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}


def read_idx(content: bytes) -> Tensor:
    """Return the tensor that an idx file holds.

    Two zero bytes, a byte that names the type of the values, a byte with the number of dimensions,
    each dimension as a 32-bit number, and then the values in row-major order; all big-endian.

    Raises:
        UsageError: the header is none of idx, or the file is shorter or longer than it says.

    """
    if len(content) < 4 or content[:2] != b"\0\0" or content[2] not in KINDS:  # noqa: PLR2004
        message = f"not an idx file: it starts with {content[:4].hex(' ') or 'nothing'}"
        raise UsageError(message)
    kind, dimensions = np.dtype(KINDS[content[2]]), content[3]
    start = 4 + 4 * dimensions
    shape = tuple(int.from_bytes(content[i : i + 4], "big") for i in range(4, start, 4))
    promised = start + math.prod(shape) * kind.itemsize
    if len(content) != promised:
        message = f"an idx file of shape {shape} has {promised} bytes; this one has {len(content)}"
        raise UsageError(message)
    values = np.frombuffer(content, kind, offset=start).reshape(shape)
    return torch.from_numpy(values.astype(kind.newbyteorder("=")))
