"""Scenarios of folders of pictures and of splits."""

from __future__ import annotations

import contextlib
import pathlib
import random
import tempfile

import numpy as np
import torch

from workbook.exercise import scenario
from workbook.probes import raises, unguarded

EX = "datasets"


@contextlib.contextmanager
def folder():
    with tempfile.TemporaryDirectory() as name:
        yield pathlib.Path(name)


def load(path):
    """Read a picture: a line with its shape, then its bytes. Broken ones raise."""
    raw = path.read_bytes()
    if raw[:5] == b"gone!":
        message = "cannot be opened"
        raise OSError(message)
    head, _, body = raw.partition(b"\n")
    shape = [int(word) for word in head.split()]
    return np.frombuffer(body, np.uint8).reshape(shape)  # ValueError if bytes are missing


def save(path, array):
    path.parent.mkdir(parents=True, exist_ok=True)
    shape = " ".join(map(str, array.shape))
    path.write_bytes(f"{shape}\n".encode() + array.tobytes())


def animals(root, draw):
    """Write pictures so that the system lists neither classes nor files by name."""
    kinds = [("horse", 2), ("Zebra", 1), ("dog", 3), ("cat", 2)]
    random.Random(draw.seed("order")).shuffle(kinds)  # noqa: S311 - no secret
    for kind, count in kinds:
        for n in reversed(range(count)):
            key = f"{kind} {n}"
            shape = {0: (5, 3, 3), 1: (2, 7), 2: (3, 2, 4)}[n]
            pixels = draw.integers(*shape, high=256, name=key).cpu().numpy().astype(np.uint8)
            save(root / kind / f"{kind}.{n}.img", pixels)


def told(data):
    with unguarded():
        samples = [[path.name, label] for path, label in data.samples]
    return {
        "classes": data.classes,
        "samples": samples,
        "skipped": data.skipped,
        "length": len(data),
    }


@scenario(EX, weight=2, float64=False)
def test_datasets_folders(m, draw):
    with folder() as root:
        animals(root, draw)
        data = m.FolderDataset(root, load)
        return told(data), [data[i] for i in range(len(data))]


@scenario(EX, weight=1.5, aspect="robust", float64=False)
def test_datasets_broken_files(m, draw):
    with folder() as root:
        animals(root, draw)
        (root / "cat" / "cat.0.img").write_bytes(b"gone!")
        short = (root / "dog" / "dog.1.img").read_bytes()[:-1]
        (root / "dog" / "dog.1.img").write_bytes(short)
        save(root / ".cache" / "a.img", np.zeros((2, 2), np.uint8))
        (root / "dog" / ".DS_Store").write_bytes(b"gone!")
        (root / "readme.txt").write_bytes(b"gone!")
        data = m.FolderDataset(str(root), load, lambda image: image.mean((1, 2)))
        return told(data), [data[i] for i in range(len(data))]


@scenario(EX, weight=0.5, aspect="robust", float64=False)
def test_datasets_no_class(m, draw):
    with folder() as root:
        (root / "readme.txt").write_bytes(b"gone!")
        return raises(lambda: m.FolderDataset(root, load))


class Listed:
    """A base data set in memory, which others may use as well."""

    def __init__(self, images, transform=None):
        self.images, self.transform = images, transform

    def __len__(self):
        """Return how many there are."""
        return len(self.images)

    def __getitem__(self, i):
        """Return picture and label."""
        image = self.images[i]
        return (self.transform(image) if self.transform else image), 10 * i


@scenario(EX, weight=2)
def test_datasets_two_transforms(m, draw):
    base = Listed(draw.normal(11, 3, 2, 5))
    rows = draw.permutation(11)
    train = m.TransformSubset(base, rows[:7], lambda image: image.flip(-1) + 1)
    validation = m.TransformSubset(base, rows[7:].tolist())
    later = m.TransformSubset(base, [2, 5], lambda image: -image)
    parts = [[part[i] for i in range(len(part))] for part in (train, validation, later, base)]
    return parts, base.transform


@scenario(
    EX,
    weight=2.5,
    float64=False,
    cases={
        "two": dict(n=37, kinds=3, fractions=(0.75, 0.25)),
        "three": dict(n=53, kinds=5, fractions=(0.6875, 0.1875, 0.125)),
        "few": dict(n=13, kinds=7, fractions=[0.5, 0.5]),
    },
)
def test_datasets_split(m, draw, n, kinds, fractions):
    labels, order = draw.integers(n, high=kinds), draw.permutation(n)
    return m.stratified_split(labels, fractions, order)


@scenario(EX, weight=0.5, aspect="robust", float64=False)
def test_datasets_odd_splits(m, draw):
    labels, order = draw.integers(9, high=2), draw.permutation(9)
    return (
        m.stratified_split(5 * labels - 3, [1.0], order),
        raises(lambda: m.stratified_split(labels, (0.5, 0.25), order)),
        raises(lambda: m.stratified_split(labels, (1.25, -0.25), order)),
    )


@scenario(EX, weight=1.5, float64=False)
def test_datasets_workers(m, draw):
    """Two epochs of three workers; torch seeds a worker with the epoch's number and its own."""
    seen = []
    for epoch in (draw.seed("first") + 2**33, draw.seed("second")):
        for worker in range(3):
            torch.manual_seed(epoch + worker)
            m.seed_worker(worker)
            numbers = random.random(), *np.random.random(2)  # noqa: NPY002, S311
            seen.append([numbers, torch.initial_seed() - epoch])
    return seen
