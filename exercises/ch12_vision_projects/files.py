"""Image data sets as bytes: the idx files of MNIST and the batches of CIFAR."""

from __future__ import annotations

import gzip
import math
import struct
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor


def parse_idx(raw: bytes) -> Tensor:
    """Read an idx file, the format of MNIST, from its bytes.

    If the bytes begin with 1f 8b (hexadecimal), they are first unpacked with gzip. Then

        byte 0, 1       0
        byte 2          the type of the entries; 8 is unsigned byte, the only one asked for
        byte 3          n, the number of axes, at least 1
        4 bytes each    the n sizes, **big-endian** (most significant byte first), unsigned
        the rest        the entries, one byte each, the last axis running fastest

    Example: 00 00 08 01 00 00 00 03 05 00 04 is the three labels 5, 0, 4.

    Args:
        raw: the whole file.

    Returns:
        A uint8 tensor of that shape, with memory of its own.

    Raises:
        ValueError: if one of the first four bytes is not as above, if the file ends in its header,
            if there are fewer **or more** entries than the sizes say, or if gzip cannot unpack it.

    """
    raise NotImplementedError("TODO: parse_idx")


def write_idx(x: Tensor) -> bytes:
    """Write a tensor as an idx file (not packed), so that ``parse_idx`` reads it back.

    Args:
        x: uint8, of 1 to 255 axes; it need not be contiguous.

    Returns:
        The bytes, as ``parse_idx`` describes them.

    Raises:
        ValueError: for another dtype.

    """
    raise NotImplementedError("TODO: write_idx")


def parse_cifar_batch(batch: Mapping[Any, Any]) -> tuple[Tensor, Tensor]:
    """Turn an unpickled CIFAR batch into images and labels.

    CIFAR's files were pickled by Python 2, so the keys of the dict may be ``bytes`` (b"data") or
    ``str`` ("data"); accept both. Of its entries you need

        data                    uint8 array (N, 3072); each row is an image of 32 x 32: first 1024
                                red bytes, then 1024 green, then 1024 blue, each plane row by row
        labels, or fine_labels  a list of N ints; the first in CIFAR-10, the second in CIFAR-100
                                (which also has coarse_labels; they are not wanted)

    Args:
        batch: the dict; it is left unchanged.

    Returns:
        ``(X, y)``: (N, 3, 32, 32) uint8 with memory of its own, and (N,) int64.

    Raises:
        ValueError: if ``data`` has another shape than (N, 3072), or there are not N labels.

    """
    raise NotImplementedError("TODO: parse_cifar_batch")
