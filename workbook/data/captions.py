"""Pictures of two shapes, and sentences that say what is in them.

Everything is made from numpy's PCG64 bits by integer arithmetic, so it is the same on every
machine. They were made for this course; their licence is that of the workbook.
"""

from __future__ import annotations

from itertools import product
from typing import Literal

import numpy as np
import torch
from torch import Tensor

from workbook.data.bits import SPLITS, Bits
from workbook.errors import UsageError

Split = Literal["train", "validation", "test"]
Thing = tuple[str, str, str]  # size, colour, shape

SIZES = {"train": 800, "validation": 100, "test": 100}
SIDES = {"small": 7, "large": 13}
COLOURS = {"red": (220, 50, 50), "green": (60, 190, 70), "blue": (60, 90, 230), "white": (235,) * 3}
SHAPES = ("circle", "square", "triangle")
PLACES = ("left of", "right of", "above", "below")
UNSEEN: tuple[Thing, ...] = (
    ("small", "red", "square"),
    ("large", "red", "circle"),
    ("large", "green", "triangle"),
    ("small", "blue", "circle"),
    ("large", "white", "square"),
)
SEEN: tuple[Thing, ...] = tuple(t for t in product(SIDES, COLOURS, SHAPES) if t not in UNSEEN)
SIDE, HALF = 32, 16


def shape_captions(
    split: Split = "train", n: int | None = None, *, seed: int = 0
) -> tuple[Tensor, list[str]]:
    """Return pictures of two shapes with captions such as ``a small red circle above a large …``.

    A thing is a size, a colour and a shape: 24 of them. **Five never occur in training** nor in
    validation; in every picture of ``test`` the first thing of the caption is one of these, though
    its size, colour and shape are all known. So ``test`` asks whether the parts were understood.

    Args:
        split: ``train``, ``validation`` or ``test``; each has random numbers of its own.
        n: how many pictures; 800, 100 and 100 if unsaid.
        seed: which pictures.

    Returns:
        ``images`` (n, 3, 32, 32) float32 in [0, 1] and n captions.

    """
    if split not in SIZES:
        message = f"shape_captions has no split '{split}': {', '.join(SIZES)}"
        raise UsageError(message)
    images, captions = [], []
    for i in range(SIZES[split] if n is None else n):
        bits = Bits(23, SPLITS.index(split), seed, i)
        first = _one_of(bits, UNSEEN if split == "test" else SEEN)
        second = _one_of(bits, [thing for thing in SEEN if thing != first])
        place = bits.choice(PLACES)
        images.append(_drawn(bits, first, second, place))
        captions.append(f"a {' '.join(first)} {place} a {' '.join(second)}")
    pixels = np.array(images, dtype=np.float32).reshape(-1, 3, SIDE, SIDE)
    return torch.from_numpy(pixels) / 255, captions


def _one_of(bits: Bits, things: tuple[Thing, ...] | list[Thing]) -> Thing:
    return things[bits.one(len(things))]


def _drawn(bits: Bits, first: Thing, second: Thing, place: str) -> np.ndarray:
    """Draw one thing into each half of a dark square, the first where ``place`` says."""
    image = np.broadcast_to(15 + bits.below(30, 3, 1, 1), (3, SIDE, SIDE)).copy()
    sideways, before = place in PLACES[:2], place in {"left of", "above"}
    for thing, low in ((first, 0 if before else HALF), (second, HALF if before else 0)):
        side = SIDES[thing[0]]
        along, across = low + 1 + bits.one(HALF - side - 1), 1 + bits.one(SIDE - side - 1)
        left, top = (along, across) if sideways else (across, along)
        inside = _inside(thing[2], left, top, side)
        image[:, inside] = np.array(COLOURS[thing[1]])[:, None]
    return (image + bits.below(11, 3, SIDE, SIDE) - 5).clip(0, 255)


def _inside(shape: str, left: int, top: int, side: int) -> np.ndarray:
    """Return which pixels belong to a shape, (32, 32) bool."""
    y, x = np.mgrid[:SIDE, :SIDE]
    x, y = x - left, y - top
    box = (x >= 0) & (x < side) & (y >= 0) & (y < side)
    across, down = 2 * x + 1 - side, 2 * y + 1 - side  # twice the distance from the middle
    if shape == "circle":
        return box & (across**2 + down**2 <= side**2)
    if shape == "triangle":
        return box & (abs(across) <= y + 1)
    return box
