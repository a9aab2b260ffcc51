"""Scenes of drawn shapes, with boxes for detection and masks for segmentation.

Everything is made by integer arithmetic from numpy's PCG64 bits, so a scene is the same on every
machine. Scene i of a split depends on the seed, the split and i alone, not on how many are asked.
The pictures are free of any licence: nobody took them.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import torch

from workbook.errors import UsageError

Split = Literal["train", "validation", "test"]
SIZES: dict[Split, int] = {"train": 600, "validation": 100, "test": 100}
SHAPES = ("circle", "square", "triangle")
TRIES = 20  # places that are tried for a shape before the scene does without it
LEVELS = 256


def drawn_shapes(  # noqa: PLR0913 - what is drawn, each with a default
    split: Split,
    n: int | None = None,
    size: int = 32,
    kinds: int = 3,
    max_objects: int = 3,
    *,
    texture: bool = False,
    seed: int = 0,
) -> dict[str, Any]:
    """Return scenes with one to ``max_objects`` circles, squares and triangles that do not touch.

    A plain scene has bright shapes, each of one colour, on a dark ground, with a little noise. With
    ``texture`` the ground has horizontal stripes and every shape vertical ones, of the same two
    colours: a pixel alone then says nothing about where a shape is.

    Args:
        split: ``train``, ``validation`` or ``test``; each has random numbers of its own.
        n: how many scenes; 600, 100 and 100 if unsaid.
        size: the side of the images in pixels, at least 16.
        kinds: how many of circle (0), square (1) and triangle (2) are drawn.
        max_objects: the most shapes in a scene; there is always at least one.
        texture: stripes instead of colours.
        seed: which scenes.

    Returns:
        A dict with the keys

        - ``image``: (n, 3, size, size) float32 in [0, 1];
        - ``boxes``: a list of n float32 tensors (objects, 4), each row x1, y1, x2, y2 in pixels,
          the tightest box around a shape's pixels, with x2 and y2 one past the last pixel;
        - ``labels``: a list of n int64 tensors (objects,), 0 … kinds - 1;
        - ``mask``: (n, size, size) int64, **0 for the ground** and 1 + label for a shape.

    """
    if split not in SIZES:
        message = f"drawn_shapes has no split '{split}': train, validation or test"
        raise UsageError(message)
    if size < 16 or not 1 <= kinds <= len(SHAPES) or max_objects < 1:  # noqa: PLR2004 - stated above
        message = f"no such scenes: size {size}, kinds {kinds}, max_objects {max_objects}"
        raise UsageError(message)
    key = [seed, list(SIZES).index(split)]
    scenes = [
        _scene(_Bits([*key, i]), size, kinds, max_objects, texture=texture)
        for i in range(SIZES[split] if n is None else n)
    ]
    images = np.array([image for image, _, _ in scenes], dtype=np.float32)
    masks = np.array([mask for _, mask, _ in scenes], dtype=np.int64)
    objects = [torch.tensor(found).reshape(-1, 5) for _, _, found in scenes]
    return {
        "image": torch.from_numpy(images).reshape(-1, 3, size, size) / (LEVELS - 1),
        "boxes": [found[:, 1:].float() for found in objects],
        "labels": [found[:, 0].long() for found in objects],
        "mask": torch.from_numpy(masks).reshape(-1, size, size),
    }


class _Bits:
    """Random integers."""

    def __init__(self, key: list[int]) -> None:
        self._source = np.random.PCG64(key)

    def below(self, high: int) -> int:
        return int(self._source.random_raw()) % high

    def between(self, low: int, high: int) -> int:
        return low + self.below(high - low + 1)

    def grid(self, shape: tuple[int, ...], high: int) -> np.ndarray:
        raw = self._source.random_raw(int(np.prod(shape)))
        return (raw % np.uint64(high)).astype(np.int64).reshape(shape)


def _scene(
    bits: _Bits, size: int, kinds: int, max_objects: int, *, texture: bool
) -> tuple[np.ndarray, np.ndarray, list[list[int]]]:
    """Draw one scene: its image (3, size, size) in 0 … 255, its mask, and label and box rows."""
    objects = _places(bits, size, kinds, bits.between(1, max_objects))
    y, x = np.mgrid[:size, :size]
    mask = np.zeros((size, size), dtype=np.int64)
    image = _flat(bits, 0, 80, size)
    for label, x1, y1, x2, _ in objects:
        inside = _shape(label, x - x1, y - y1, x2 - x1)
        mask[inside] = 1 + label
        image = np.where(inside, _flat(bits, 130, 240, size), image)
    if texture:
        dark, light = _flat(bits, 0, 80, size), _flat(bits, 130, 240, size)
        along = np.where(mask > 0, x + bits.below(2), y + bits.below(2))
        image = np.where(along % 2 == 0, dark, light)
    noise = bits.grid((3, size, size), 25) - 12
    return (image + noise).clip(0, LEVELS - 1), mask, objects


def _flat(bits: _Bits, low: int, high: int, size: int) -> np.ndarray:
    colour = np.array([bits.between(low, high) for _ in range(3)])
    return np.broadcast_to(colour[:, None, None], (3, size, size))


def _places(bits: _Bits, size: int, kinds: int, count: int) -> list[list[int]]:
    """Choose label and box of each shape, at least one pixel apart."""
    objects: list[list[int]] = []
    for _ in range(count * TRIES):
        if len(objects) == count:
            break
        label, side = bits.below(kinds), bits.between(size // 4, 7 * size // 16)
        x1, y1 = bits.below(size - side + 1), bits.below(size - side + 1)
        x2, y2 = x1 + side, y1 + side
        if all(x2 < a or c < x1 or y2 < b or d < y1 for _, a, b, c, d in objects):
            objects.append([label, x1, y1, x2, y2])
    return objects


def _shape(label: int, x: np.ndarray, y: np.ndarray, side: int) -> np.ndarray:
    """Return which pixels belong to a shape whose box starts at (0, 0)."""
    inside = (x >= 0) & (x < side) & (y >= 0) & (y < side)
    across, down = 2 * x + 1 - side, 2 * y + 1 - side  # twice the distance from the centre
    if SHAPES[label] == "circle":
        return inside & (across**2 + down**2 <= side**2)
    if SHAPES[label] == "triangle":
        return inside & (abs(across) <= y + 1)
    return inside
