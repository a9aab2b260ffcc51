"""Real data that scikit-learn brings along, so it is there offline.

The files are read from scikit-learn's own folder; the library itself, which takes a second to
import, is not needed. Every split is stratified by class (for regression: shuffled) with a fixed
seed, so it is the same everywhere.
"""

from __future__ import annotations

import functools
import importlib.util
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from torch import Tensor

from workbook.errors import UsageError

Split = Literal["train", "validation", "test"]
SPLITS: tuple[Split, ...] = ("train", "validation", "test")


def digits(
    split: Split, size: int = 8, *, flat: bool = False, seed: int = 0
) -> tuple[Tensor, Tensor]:
    """Return handwritten digits, 8×8 pixels (Alpaydin and Kaynak 1998, CC BY 4.0).

    Args:
        split: ``train`` (1,200 images), ``validation`` (247) or ``test`` (350).
        size: the side of the images; other than 8, they are padded with zeros to it.
        flat: whether to return rows of ``size²`` pixels.
        seed: the seed of the split.

    Returns:
        ``x`` (N, 1, size, size), or (N, size²), float32 in [0, 1], and ``y`` (N,) int64 in 0 … 9.

    """
    table = _table("digits.csv.gz")
    x = torch.from_numpy(table[:, :64].astype(np.float32) / 16).reshape(-1, 1, 8, 8)
    y = torch.from_numpy(table[:, 64].astype(np.int64))
    if size != x.shape[-1]:
        before = (size - x.shape[-1]) // 2
        after = size - x.shape[-1] - before
        x = torch.nn.functional.pad(x, (before, after, before, after))
    rows = _stratified(y, (1200, 247, 350), seed)[split]
    x, y = x[rows], y[rows]
    return (x.flatten(1) if flat else x), y


def shifted_digits(split: Split, canvas: int = 12, seed: int = 0) -> tuple[Tensor, Tensor]:
    """Return the digits, each pasted at a random place of an empty canvas.

    Returns:
        ``x`` (N, 1, canvas, canvas) float32 in [0, 1] and ``y`` (N,) int64; splits as in
        ``digits``.

    """
    x, y = digits(split)
    generator = np.random.PCG64([seed, SPLITS.index(split)])
    steps = canvas - x.shape[-1] + 1
    places = generator.random_raw(2 * len(y)).reshape(-1, 2) % np.uint64(steps)
    shifted = x.new_zeros(len(y), 1, canvas, canvas)
    for image, digit, (top, left) in zip(shifted, x, places.tolist(), strict=True):
        image[:, top : top + 8, left : left + 8] = digit
    return shifted, y


def iris(split: Split) -> tuple[Tensor, Tensor]:
    """Return iris flowers (Fisher 1936, CC BY 4.0): ``x`` (N, 4) in cm, ``y`` (N,) in 0 … 2.

    90 rows for training, 30 for validation, 30 for testing.
    """
    return _classes("iris.csv", split)


def wine(split: Split) -> tuple[Tensor, Tensor]:
    """Return wines (Aeberhard and Forina 1992, CC BY 4.0): ``x`` (N, 13), ``y`` (N,) in 0 … 2.

    106 rows for training, 36 for validation, 36 for testing.
    """
    return _classes("wine_data.csv", split)


def breast_cancer(split: Split) -> tuple[Tensor, Tensor]:
    """Return tumours (Wolberg et al. 1995, CC BY 4.0): ``x`` (N, 30), ``y`` (N,), 1 is benign.

    341 rows for training, 114 for validation, 114 for testing.
    """
    return _classes("breast_cancer.csv", split)


def diabetes(split: Split) -> tuple[Tensor, Tensor]:
    """Return diabetes progression (Efron et al. 2004): ``x`` (N, 10), ``y`` (N,), both float32.

    300 rows for training, 71 for validation, 71 for testing; the columns are as measured, not
    standardised.
    """
    x = torch.from_numpy(_table("diabetes_data_raw.csv.gz", delimiter=None).astype(np.float32))
    y = torch.from_numpy(_table("diabetes_target.csv.gz", delimiter=None).astype(np.float32))
    rows = _stratified(torch.zeros(len(y), dtype=torch.int64), (300, 71, 71), 0)[split]
    return x[rows], y[rows].reshape(-1)


def _classes(file: str, split: Split) -> tuple[Tensor, Tensor]:
    table = _table(file, skiprows=1)
    x = torch.from_numpy(table[:, :-1].astype(np.float32))
    y = torch.from_numpy(table[:, -1].astype(np.int64))
    fifth = len(y) // 5 + (len(y) % 5 > 2)  # noqa: PLR2004 - rounded
    rows = _stratified(y, (len(y) - 2 * fifth, fifth, fifth), 0)[split]
    return x[rows], y[rows]


@functools.cache
def _table(file: str, delimiter: str | None = ",", skiprows: int = 0) -> np.ndarray:
    spec = importlib.util.find_spec("sklearn")  # finds the folder, imports nothing
    if spec is None or spec.origin is None:
        message = "scikit-learn is not installed: `pip install scikit-learn` brings these data"
        raise UsageError(message)
    path = Path(spec.origin).parent / "datasets" / "data" / file
    return np.loadtxt(path, delimiter=delimiter, skiprows=skiprows, ndmin=2)


def _stratified(y: Tensor, sizes: tuple[int, int, int], seed: int) -> dict[Split, Tensor]:
    """Split the row numbers so that every part has the classes in nearly equal shares."""
    order = np.argsort(np.random.PCG64(seed).random_raw(len(y)), kind="stable")
    shuffled = torch.from_numpy(order)
    # Every class's rows are spread evenly over [0, 1), so that any cut has all in equal shares.
    labels = y[shuffled]
    place = torch.zeros(len(y), dtype=torch.float64)
    for label in labels.unique():
        own = (labels == label).nonzero().flatten()
        place[own] = (torch.arange(len(own), dtype=torch.float64) + 0.5) / len(own)
    rows = shuffled[torch.from_numpy(np.argsort(place.numpy(), kind="stable"))]
    return dict(zip(SPLITS, rows.split(sizes), strict=True))
