"""Folders of photographs: Dogs vs. Cats, Oxford Pets, Penn-Fudan. ``pillow`` opens them."""

from __future__ import annotations

import hashlib
import re
import struct
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from workbook.errors import UsageError


@dataclass(frozen=True)
class Pictures:
    """Pictures of one size, and what they show; ``images, labels = pictures`` unpacks them.

    Attributes:
        images: (N, 3, size, size) uint8.
        labels: (N,) int64.
        skipped: how many files could not be read as pictures and are left out.

    """

    images: Tensor
    labels: Tensor
    skipped: int

    def __iter__(self) -> Iterator[Tensor]:
        return iter((self.images, self.labels))


def read_dogs_vs_cats(
    folder: Path, size: int = 64, between: tuple[float, float] = (0.0, 1.0)
) -> Pictures:
    """Return the pictures of ``PetImages/Cat`` (label 0) and ``PetImages/Dog`` (label 1).

    Some files of the real archive are empty, or no JPEG at all: they are counted and skipped.

    Args:
        folder: the unpacked ``PetImages``.
        size: every picture is squeezed to this many pixels each way.
        between: which part of each class's files: they are put in the order of a hash of their
            number, and those from the one fraction to the other are read.

    """
    images, labels, skipped = [], [], 0
    for label, name in enumerate(("Cat", "Dog")):
        if not (folder / name).is_dir():
            message = f"{folder} has no folder '{name}': it is not PetImages"
            raise UsageError(message)
        files = sorted(
            (path for path in (folder / name).iterdir() if path.suffix == ".jpg"), key=_hashed
        )
        for path in _part(files, between):
            image = _opened(path, size)
            if image is None:
                skipped += 1
            else:
                images.append(image)
                labels.append(label)
    return Pictures(_stacked(images, 3, size), torch.tensor(labels).long(), skipped)


def read_oxford_pets(
    images: Path, annotations: Path, part: str, size: int = 128
) -> dict[str, Tensor]:
    """Return the pets that ``annotations/<part>.txt`` lists.

    Args:
        images: the unpacked folder of JPEGs.
        annotations: the unpacked folder of lists and trimaps.
        part: ``trainval`` or ``test``.
        size: every picture and trimap is squeezed to this many pixels each way.

    Returns:
        ``image`` (N, 3, size, size) uint8, ``breed`` (N,) int64 in 0 … 36, ``species`` (N,) int64,
        0 a cat and 1 a dog, and ``trimap`` (N, size, size) uint8: 1 pet, 2 ground, 3 between them.
        Pets whose picture or trimap cannot be read are left out.

    """
    rows, pictures, trimaps = [], [], []
    for line in (annotations / f"{part}.txt").read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        name, breed, species, _ = line.split()
        picture = _opened(images / f"{name}.jpg", size)
        trimap = _opened(annotations / "trimaps" / f"{name}.png", size, mode="L")
        if picture is None or trimap is None:
            continue
        rows.append((int(breed) - 1, int(species) - 1))
        pictures.append(picture)
        trimaps.append(trimap)
    table = torch.tensor(rows).long().reshape(-1, 2)
    return {
        "image": _stacked(pictures, 3, size),
        "breed": table[:, 0].clone(),
        "species": table[:, 1].clone(),
        "trimap": _stacked(trimaps, 1, size).squeeze(1),
    }


def read_penn_fudan(folder: Path, between: tuple[float, float] = (0.0, 1.0)) -> dict[str, Any]:
    """Return the street scenes of an unpacked ``PennFudanPed``, in their own sizes.

    A mask of the archive has the number of the pedestrian in each pixel, and 0 for the ground.

    Returns:
        ``image``: a list of (3, H, W) uint8; ``masks``: a list of (people, H, W) bool; ``boxes``:
        a list of (people, 4) float32, each row x1, y1, x2, y2, the tightest box, with x2 and y2 one
        past the last pixel.

    """
    scenes: dict[str, Any] = {"image": [], "masks": [], "boxes": []}
    files = sorted((folder / "PNGImages").glob("*.png"))
    if not files:
        message = f"{folder} has no PNGImages/*.png: it is not PennFudanPed"
        raise UsageError(message)
    for path in _part(files, between):
        image = _opened(path)
        mask = _opened(folder / "PedMasks" / f"{path.stem}_mask.png", mode=None)
        if image is None or mask is None:
            message = f"{path} or its mask cannot be read: unpack the archive again"
            raise UsageError(message)
        people = np.arange(1, mask.max() + 1)[:, None, None] == mask[0]  # (people, H, W)
        masks = torch.from_numpy(people[people.any((1, 2))])
        scenes["image"].append(torch.from_numpy(image))
        scenes["masks"].append(masks)
        scenes["boxes"].append(_boxes(masks))
    return scenes


def _boxes(masks: Tensor) -> Tensor:
    """Return the tightest box around each mask, none of which is empty."""
    corners = []
    for mask in masks:
        rows, columns = mask.any(1).nonzero().flatten(), mask.any(0).nonzero().flatten()
        corners.append([columns[0], rows[0], columns[-1] + 1, rows[-1] + 1])
    return torch.tensor(corners).float().reshape(len(masks), 4)


def _opened(path: Path, size: int | None = None, mode: str | None = "RGB") -> np.ndarray | None:
    """Return a picture as (channels, H, W), or ``None`` if no picture can be read there."""
    from PIL import Image

    broken = (OSError, EOFError, SyntaxError, ValueError, struct.error)
    broken += (Image.DecompressionBombError,)
    with warnings.catch_warnings(action="ignore"):  # about odd metadata, which we don't read
        try:
            with Image.open(path) as opened:
                if size is not None:
                    opened.draft(mode, (2 * size, 2 * size))  # a JPEG need not be decoded in full
                picture = opened if mode is None else opened.convert(mode)
                if size is not None:
                    smooth = Image.Resampling.NEAREST if mode == "L" else Image.Resampling.BILINEAR
                    picture = picture.resize((size, size), smooth)
                pixels = np.array(picture)
        except broken:
            return None
    return pixels[None] if pixels.ndim == 2 else pixels.transpose(2, 0, 1).copy()  # noqa: PLR2004


def _stacked(images: Iterable[np.ndarray], channels: int, size: int) -> Tensor:
    kept = list(images)
    if not kept:
        return torch.zeros(0, channels, size, size, dtype=torch.uint8)
    return torch.from_numpy(np.stack(kept))


def _part(files: list[Path], between: tuple[float, float]) -> list[Path]:
    first, last = (round(fraction * len(files)) for fraction in between)
    return files[first:last]


def _hashed(path: Path) -> tuple[str, str]:
    """Return the place of a file in an order that its number alone decides."""
    number = re.sub(r"\D", "", path.stem)
    return hashlib.sha256(number.encode()).hexdigest(), path.name
