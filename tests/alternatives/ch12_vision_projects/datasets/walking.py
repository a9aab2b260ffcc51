"""Path.glob, numpy pictures turned at the end, Python lists for the split."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import torch


class FolderDataset:
    def __init__(self, root, loader, transform=None):
        self.loader = loader
        self.transform = transform
        found = {}
        for folder in Path(root).glob("[!.]*"):
            if folder.is_dir():
                found[folder.name] = sorted(p for p in folder.glob("[!.]*") if p.is_file())
        if len(found) == 0:
            msg = f"{root} has no folder in it"
            raise ValueError(msg)
        self.classes = sorted(found)
        self.samples = []
        broken = []
        for label, name in enumerate(self.classes):
            for path in found[name]:
                try:
                    loader(path)
                    self.samples.append((path, label))
                except (ValueError, OSError):
                    broken.append(path)
        self.skipped = len(broken)

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, index):
        path, label = self.samples[index]
        array = self.loader(path)
        if array.ndim == 2:
            array = np.stack([array, array, array], axis=-1)
        array = np.ascontiguousarray(array[..., :3].transpose(2, 0, 1))
        image = torch.from_numpy(array.astype(np.float32) / np.float32(255))
        return (self.transform(image) if self.transform is not None else image), label


class TransformSubset:
    def __init__(self, base, indices, transform=None):
        self._get = base.__getitem__
        self._indices = indices.tolist() if isinstance(indices, torch.Tensor) else list(indices)
        self._transform = transform

    def __len__(self):
        return len(self._indices)

    def __getitem__(self, index):
        image, label = self._get(self._indices[index])
        if self._transform is None:
            return image, label
        return self._transform(image), label


def stratified_split(labels, fractions, order):
    if abs(sum(fractions) - 1.0) > 1e-6 or any(f <= 0 for f in fractions):
        msg = "bad fractions"
        raise ValueError(msg)
    members = {}
    for index in order.tolist():
        members.setdefault(labels[index].item(), []).append(index)
    cumulative = np.cumsum(fractions)
    cumulative[-1] = 1.0
    parts = [[] for _ in fractions]
    for rows in members.values():
        cuts = np.floor(len(rows) * cumulative + 0.5).astype(int)
        for part, piece in zip(parts, np.split(np.array(rows), cuts[:-1]), strict=True):
            part.extend(piece.tolist())
    return [torch.tensor(sorted(part), dtype=torch.int64) for part in parts]


def seed_worker(worker_id):
    del worker_id
    number = int(torch.initial_seed()) % (1 << 32)
    for seed in (random.seed, np.random.seed):
        seed(number)
