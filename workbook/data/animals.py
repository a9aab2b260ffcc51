"""Drawn heads of animals: six creatures to learn from, and cats and dogs.

Everything is integer arithmetic on numpy's PCG64 bits, so a picture is the same on every machine.
Picture i of a split depends on the seed, the split and i alone, not on how many are asked for. The
pictures are free of any licence: nobody took them.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import torch
from torch import Tensor

from workbook.errors import UsageError

Split = Literal["train", "validation", "test"]
SPLITS: tuple[Split, ...] = ("train", "validation", "test")
CREATURES = ("bear", "rabbit", "mouse", "pig", "owl", "frog")
CATS_DOGS = ("cat", "dog")
KINDS = (*CREATURES, *CATS_DOGS)
SIZE = 32
UNIT = 16  # steps in a pixel: shapes are placed more finely than pixels
TRAITS = 48  # random numbers for each picture, besides its noise
LEVELS = 256


def creatures(split: Split, n: int = 1200, seed: int = 0) -> tuple[Tensor, Tensor]:
    """Return heads of bears (0), rabbits (1), mice (2), pigs (3), owls (4) and frogs (5).

    No cat and no dog is among them. Kind, size, place, tilt, colours, background and noise are
    random, and colours say nothing about the kind.

    Args:
        split: ``train``, ``validation`` or ``test``; each has random numbers of its own.
        n: how many pictures.
        seed: which pictures.

    Returns:
        ``(X, y)``: (n, 3, 32, 32) float32 in [0, 1], and (n,) int64.

    """
    return _pictures(split, n, seed, CREATURES)


def cats_dogs(split: Split, n: int = 200, seed: int = 0) -> tuple[Tensor, Tensor]:
    """Return heads of cats (0) and dogs (1), drawn as ``creatures`` are.

    Args:
        split: ``train``, ``validation`` or ``test``; each has random numbers of its own.
        n: how many pictures; every second one is a dog.
        seed: which pictures.

    Returns:
        ``(X, y)``: (n, 3, 32, 32) float32 in [0, 1], and (n,) int64.

    """
    return _pictures(split, n, seed, CATS_DOGS)


def _pictures(split: Split, n: int, seed: int, kinds: tuple[str, ...]) -> tuple[Tensor, Tensor]:
    if split not in SPLITS:
        message = f"there is no split '{split}': train, validation or test"
        raise UsageError(message)
    labels = np.arange(n) % len(kinds)
    key = [seed, SPLITS.index(split), KINDS.index(kinds[0])]
    images = np.zeros((n, 3, SIZE, SIZE), dtype=np.int64)
    traits = _raw([*key, 0], (n, TRAITS))
    noise = _raw([*key, 1], (n, 3 * SIZE * SIZE // 8)).view(np.uint8).reshape(images.shape)
    for label, kind in enumerate(kinds):
        rows = labels == label
        images[rows] = _Drawing(traits[rows]).head(kind)
    images += noise.astype(np.int64) % 41 - 20
    pixels = images.clip(0, LEVELS - 1).astype(np.float32)
    return torch.from_numpy(pixels) / (LEVELS - 1), torch.from_numpy(labels)


def _raw(key: list[int], shape: tuple[int, int]) -> np.ndarray:
    raw = np.random.PCG64(key).random_raw(shape[0] * shape[1])
    return np.asarray(raw, dtype="<u8").reshape(shape)


class _Drawing:
    """Many heads of one kind at once; every number has one entry for each picture."""

    def __init__(self, traits: np.ndarray) -> None:
        self._traits = (traits >> np.uint64(16)).astype(np.int64)
        self._used = 0
        n = len(traits)
        y, x = np.mgrid[:SIZE, :SIZE] * UNIT + UNIT // 2
        self.r = self._between(7 * UNIT, 10 * UNIT)  # the radius of the head
        self.cx = self._between(13 * UNIT, 19 * UNIT)
        self.cy = self._between(16 * UNIT, 20 * UNIT)
        down, tilt = y - self.cy, self._between(-24, 24)
        # a shear in both directions is nearly a rotation, and stays with integers
        self.u = x - self.cx + tilt * down // 64
        self.v = down - tilt * (x - self.cx) // 64
        self.image = self._background(n, x, y)

    def head(self, kind: str) -> np.ndarray:
        """Draw the heads; (n, 3, SIZE, SIZE) in 0 … 255."""
        self.fur = self._colour(70, 230)
        self.inner = self._near(self.fur, 55)
        self.dark = self._colour(0, 50)
        self.light = self._near(self.fur, 45)
        getattr(self, f"_{kind}")()
        return self.image

    # ── the animals; lengths are hundredths of the head's radius, v runs down ──────────────────

    def _cat(self) -> None:
        tall, out = self._between(60, 100), self._between(52, 70)
        for side in (-1, 1):
            self._triangle(side * out, -45, 42, tall, self.fur)
            self._triangle(side * out, -50, 24, tall * 2 // 3, self.inner)
        self._ellipse(0, 0, 100, 88, self.fur)
        self._eyes(42, -12, 15, 17)
        self._triangle(0, 36, 14, -16, self.dark)
        for side in (-1, 1):
            for slope in (-8, 10):
                self._bar(side * 62, 36 + slope, 34, 5, self.dark)

    def _dog(self) -> None:
        length, out = self._between(55, 85), self._between(82, 100)
        self._ellipse(0, 0, 92, 98, self.fur)
        for side in (-1, 1):
            self._ellipse(side * out, length // 3, 26, length, self.inner)
        self._eyes(36, -24, 13, 15)
        self._ellipse(0, 50, 44, 40, self.light)
        self._ellipse(0, 32, 20, 14, self.dark)

    def _bear(self) -> None:
        size, out = self._between(30, 42), self._between(66, 80)
        for side in (-1, 1):
            self._ellipse(side * out, -72, size, size, self.fur)
            self._ellipse(side * out, -70, size // 2, size // 2, self.inner)
        self._ellipse(0, 0, 100, 94, self.fur)
        self._eyes(34, -16, 12, 12)
        self._ellipse(0, 38, 40, 32, self.light)
        self._ellipse(0, 26, 16, 11, self.dark)

    def _rabbit(self) -> None:
        tall, out = self._between(60, 85), self._between(28, 46)
        for side in (-1, 1):
            self._ellipse(side * out, -70 - tall // 2, 20, tall, self.fur)
            self._ellipse(side * out, -70 - tall // 2, 10, tall * 3 // 4, self.inner)
        self._ellipse(0, 6, 84, 84, self.fur)
        self._eyes(38, -8, 14, 17)
        self._triangle(0, 40, 12, -14, self.dark)

    def _mouse(self) -> None:
        size, out = self._between(46, 62), self._between(84, 98)
        for side in (-1, 1):
            self._ellipse(side * out, -56, size, size, self.fur)
            self._ellipse(side * out, -56, size * 2 // 3, size * 2 // 3, self.inner)
        self._ellipse(0, 0, 76, 82, self.fur)
        self._triangle(0, 20, 62, -80, self.fur)
        self._eyes(30, -8, 12, 12)
        self._ellipse(0, 84, 13, 11, self.dark)
        for side in (-1, 1):
            self._bar(side * 48, 70, 30, 5, self.dark)

    def _pig(self) -> None:
        tall, out = self._between(36, 56), self._between(58, 74)
        self._ellipse(0, 0, 100, 94, self.fur)
        for side in (-1, 1):
            self._triangle(side * out, -76, 36, -tall, self.inner)
        self._eyes(42, -14, 11, 11)
        self._ellipse(0, 34, 42, 30, self.light)
        for side in (-1, 1):
            self._ellipse(side * 16, 34, 8, 13, self.dark)

    def _owl(self) -> None:
        tall = self._between(30, 55)
        for side in (-1, 1):
            self._triangle(side * 66, -58, 30, tall, self.fur)
        self._ellipse(0, 0, 96, 100, self.fur)
        for side in (-1, 1):
            self._ellipse(side * 40, -14, 38, 38, self.light)
        self._eyes(40, -14, 20, 20)
        self._triangle(0, 14, 18, -40, self.dark)

    def _frog(self) -> None:
        size, out = self._between(30, 42), self._between(50, 66)
        self._ellipse(0, 6, 112, 76, self.fur)
        for side in (-1, 1):
            self._ellipse(side * out, -62, size, size, self.fur)
            self._ellipse(side * out, -64, size * 2 // 3, size * 2 // 3, self.light)
            self._ellipse(side * out, -64, size // 3, size // 3, self.dark)
        self._bar(0, 40, 66, 7, self.dark)

    # ── shapes ──────────────────────────────────────────────────────────────────────────────────

    def _eyes(self, out: int, v: int, wide: int, tall: int) -> None:
        for side in (-1, 1):
            self._ellipse(side * out, v, wide, tall, self.dark)

    def _ellipse(self, u: Any, v: Any, a: Any, b: Any, colour: np.ndarray) -> None:
        across, down, a, b = self._offsets(u, v, a, b)
        self._paint((across * b) ** 2 + (down * a) ** 2 <= (a * b) ** 2, colour)

    def _triangle(self, u: Any, v: Any, half: Any, tall: Any, colour: np.ndarray) -> None:
        """Draw one that stands on (u, v), with its tip up; down if ``tall`` is negative."""
        across, down, half, tall = self._offsets(u, v, half, tall)
        up = -down * np.sign(tall)
        tall = abs(tall)
        inside = (up >= 0) & (abs(across) * tall <= half * (tall - up))
        self._paint(inside, colour)

    def _bar(self, u: Any, v: Any, half: Any, thick: Any, colour: np.ndarray) -> None:
        across, down, half, thick = self._offsets(u, v, half, thick)
        self._paint((abs(across) <= half) & (abs(down) <= thick), colour)

    def _offsets(self, u: Any, v: Any, a: Any, b: Any) -> tuple[np.ndarray, ...]:
        def scaled(length: Any) -> np.ndarray:
            return length * self.r // 100

        return self.u - scaled(u), self.v - scaled(v), scaled(a), scaled(b)

    def _paint(self, inside: np.ndarray, colour: np.ndarray) -> None:
        self.image = np.where(inside[:, None], colour, self.image)

    # ── random traits ───────────────────────────────────────────────────────────────────────────

    def _between(self, low: int, high: int) -> np.ndarray:
        """Draw an integer for each picture, low and high included; (n, 1, 1)."""
        column = self._traits[:, self._used]
        self._used += 1
        return (low + column % (high - low + 1))[:, None, None]

    def _colour(self, low: int, high: int) -> np.ndarray:
        return np.stack([self._between(low, high) for _ in range(3)], axis=1)  # (n, 3, 1, 1)

    def _near(self, colour: np.ndarray, most: int) -> np.ndarray:
        """Draw a colour that is lighter or darker in all channels."""
        step = self._between(most // 2, most) * (2 * self._between(0, 1) - 1)
        return (colour + step[:, None]).clip(0, LEVELS - 1)

    def _background(self, n: int, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Draw two colours, in stripes or patches of any width and direction."""
        one, other = self._colour(30, 230), self._colour(30, 230)
        across, down = self._between(-3, 3), self._between(-3, 3)
        width = self._between(6, 40) * UNIT
        first = (across * x + down * y) // width % 2 == 0
        return np.where(first[:, None], one, other) + np.zeros((n, 3, 1, 1), dtype=np.int64)
