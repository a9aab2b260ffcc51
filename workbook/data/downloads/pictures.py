"""Pictures to download: digits, clothes, objects, pets and pedestrians."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import torch
from torch import Tensor

from workbook.data.downloads.fetching import obtain
from workbook.data.downloads.splitting import Split, cut, refuse_unless_one_of
from workbook.data.downloads.unpacked import unpacked
from workbook.data.formats.cifar import read_cifar
from workbook.data.formats.idx import read_idx
from workbook.data.formats.pictures import (
    Pictures,
    read_dogs_vs_cats,
    read_oxford_pets,
    read_penn_fudan,
)
from workbook.data.unpacking import read_members

SPLITS = ("train", "validation", "test")
LEVELS = 255
EIGHT_ONE_ONE = {"train": 20_000, "validation": 2_500, "test": 2_500}


def mnist(split: Split, *, download: bool = False) -> tuple[Tensor, Tensor]:
    """Return handwritten digits, 28×28 pixels (LeCun et al. 1998, CC BY-SA 3.0).

    ``train`` (55,000) and ``validation`` (5,000) are the first and the last rows of the official
    training file; ``test`` (10,000) is the official test file.

    Returns:
        ``x`` (N, 1, 28, 28) float32 in [0, 1] and ``y`` (N,) int64 in 0 … 9.

    """
    return _idx("mnist", split, download)


def fashion_mnist(split: Split, *, download: bool = False) -> tuple[Tensor, Tensor]:
    """Return pictures of clothes in the form of ``mnist`` (Xiao et al. 2017, MIT).

    The classes: T-shirt, trousers, pullover, dress, coat, sandal, shirt, trainer, bag, ankle boot.

    Returns:
        ``x`` (N, 1, 28, 28) float32 in [0, 1] and ``y`` (N,) int64 in 0 … 9; splits as in
        ``mnist``: 55,000, 5,000 and 10,000.

    """
    return _idx("fashion_mnist", split, download)


def cifar10(split: Split, *, download: bool = False) -> tuple[Tensor, Tensor]:
    """Return small photographs of ten kinds of things (Krizhevsky 2009; no licence is stated).

    The classes: aeroplane, car, bird, cat, deer, dog, frog, horse, ship, lorry. ``train`` (45,000)
    and ``validation`` (5,000) are the first and the last rows of the five training batches;
    ``test`` (10,000) is the test batch.

    Returns:
        ``x`` (N, 3, 32, 32) float32 in [0, 1] and ``y`` (N,) int64 in 0 … 9.

    """
    refuse_unless_one_of("cifar10", split, SPLITS)
    archive = obtain("cifar10", download=download)["cifar-10-python.tar.gz"]
    wanted = "test_batch" if split == "test" else "data_batch_"
    batches = dict(read_members(archive, lambda name: Path(name).name.startswith(wanted)))
    parts = [read_cifar(content) for _, content in sorted(batches.items())]
    images, labels = torch.cat([x for x, _ in parts]), torch.cat([y for _, y in parts])
    if split != "test":
        rows = cut("cifar10", split, {"train": 9, "validation": 1}, len(labels))
        images, labels = images[rows], labels[rows]
    return images.float() / LEVELS, labels


def dogs_vs_cats(split: Split, size: int = 64, *, download: bool = False) -> Pictures:
    """Return photographs of cats (0) and dogs (1) (Microsoft Research, for research use).

    About 25,000 files, of which some are empty or no JPEG; they are counted in ``skipped``. The
    splits, ``train`` (20,000), ``validation`` (2,500) and ``test`` (2,500, less what is skipped),
    are made by a hash of the file's number. Loading decodes every file: a minute or two for
    ``train``.

    Args:
        split: ``train``, ``validation`` or ``test``.
        size: every picture is squeezed to this many pixels each way.
        download: whether to fetch what is missing, about 0.8 GB.

    Returns:
        ``images`` (N, 3, size, size) **uint8**, which takes 250 MB for ``train`` at 64 pixels,
        ``labels`` (N,) int64, cats first, and ``skipped``; ``x, y = dogs_vs_cats(…)`` unpacks the
        first two.

    """
    rows = _between("dogs_vs_cats", split, EIGHT_ONE_ONE)
    archive = obtain("dogs_vs_cats", download=download)["kagglecatsanddogs_5340.zip"]
    return read_dogs_vs_cats(unpacked(archive) / "PetImages", size, rows)


def oxford_pets(
    split: Literal["trainval", "test"], size: int = 128, *, download: bool = False
) -> dict[str, Tensor]:
    """Return cats and dogs of 37 breeds, with masks (Parkhi et al. 2012, CC BY-SA 4.0).

    Args:
        split: the official ones: ``trainval`` (3,680) or ``test`` (3,669).
        size: every picture and mask is squeezed to this many pixels each way.
        download: whether to fetch what is missing, about 0.8 GB.

    Returns:
        ``image`` (N, 3, size, size) uint8, ``breed`` (N,) int64 in 0 … 36, ``species`` (N,) int64,
        0 a cat and 1 a dog, ``trimap`` (N, size, size) uint8: 1 pet, 2 ground, 3 between them.

    """
    refuse_unless_one_of("oxford_pets", split, ("trainval", "test"))
    files = obtain("oxford_pets", download=download)
    images = unpacked(files["images.tar.gz"]) / "images"
    annotations = unpacked(files["annotations.tar.gz"]) / "annotations"
    return read_oxford_pets(images, annotations, split, size)


def penn_fudan(split: Split, *, download: bool = False) -> dict[str, Any]:
    """Return 170 street scenes with a mask for each pedestrian (Wang et al. 2007; none stated).

    ``train`` (120), ``validation`` (20) and ``test`` (30) in the order of the files: first those of
    Fudan, then those of Pennsylvania.

    Returns:
        ``image``: a list of (3, H, W) uint8; ``masks``: a list of (people, H, W) bool; ``boxes``:
        a list of (people, 4) float32: x1, y1, x2, y2, with x2 and y2 one past the last pixel.

    """
    rows = _between("penn_fudan", split, {"train": 120, "validation": 20, "test": 30})
    archive = obtain("penn_fudan", download=download)["PennFudanPed.zip"]
    return read_penn_fudan(unpacked(archive) / "PennFudanPed", rows)


def _idx(name: str, split: Split, download: bool) -> tuple[Tensor, Tensor]:  # noqa: FBT001 - private
    refuse_unless_one_of(name, split, SPLITS)
    part = "t10k" if split == "test" else "train"
    wanted = [f"{part}-images-idx3-ubyte.gz", f"{part}-labels-idx1-ubyte.gz"]
    files = obtain(name, wanted, download=download)
    images, labels = (
        read_idx(content)
        for file in wanted
        for _, content in read_members(files[file], lambda _: True)
    )
    if split != "test":
        rows = cut(name, split, {"train": 11, "validation": 1}, len(labels))
        images, labels = images[rows], labels[rows]
    return images.unsqueeze(1).float() / LEVELS, labels.long()


def _between(name: str, split: str, shares: dict[str, int]) -> tuple[float, float]:
    """Return where a split begins and ends, as fractions of the whole."""
    total = sum(shares.values())
    rows = cut(name, split, shares, total)
    return rows.start / total, rows.stop / total
