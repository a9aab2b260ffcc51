"""os.listdir, lists kept per class, whole-tensor masks for the split."""

# ruff: noqa: PTH112, PTH118, PTH208
from __future__ import annotations

import math
import os
import random
from pathlib import Path

import numpy as np
import torch


class FolderDataset:
    def __init__(self, root, loader, transform=None):
        self.read, self.change = loader, transform
        names = [n for n in os.listdir(root) if not n.startswith(".")]
        self.classes = sorted(n for n in names if os.path.isdir(os.path.join(root, n)))
        if self.classes == []:
            msg = "no classes here"
            raise ValueError(msg)
        self.skipped, self.samples = 0, []
        for number, name in enumerate(self.classes):
            folder = os.path.join(root, name)
            for file in sorted(os.listdir(folder)):
                path = Path(folder) / file
                if file.startswith(".") or not path.is_file():
                    continue
                if self._whole(path):
                    self.samples.append((path, number))
                else:
                    self.skipped += 1

    def _whole(self, path):
        try:
            self.read(path)
        except OSError:
            return False
        except ValueError:
            return False
        return True

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, index):
        path, label = self.samples[index]
        image = torch.tensor(self.read(path))
        image = image.expand(3, -1, -1) if image.dim() == 2 else image.movedim(-1, 0)[0:3]
        image = image.to(torch.float32).div(255)
        if self.change:
            image = self.change(image)
        return image, label


class TransformSubset:
    def __init__(self, base, indices, transform=None):
        self.base = base
        self.rows = torch.as_tensor(indices, dtype=torch.long).clone()
        self.change = transform or (lambda image: image)

    def __len__(self):
        return self.rows.numel()

    def __getitem__(self, index):
        image, label = self.base[self.rows[index].item()]
        return self.change(image), label


def stratified_split(labels, fractions, order):
    total = 0.0
    for fraction in fractions:
        if not fraction > 0:
            msg = "a fraction is not positive"
            raise ValueError(msg)
        total += fraction
    if not math.isclose(total, 1, abs_tol=1e-6):
        msg = "the fractions do not sum to one"
        raise ValueError(msg)
    part_of = torch.zeros_like(labels)
    for label in set(labels.tolist()):
        rows = order[labels[order] == label]
        reached = 0.0
        for k, fraction in enumerate(fractions[:-1]):
            reached += fraction
            end = math.floor(len(rows) * reached + 0.5)
            part_of[rows[end:]] = k + 1
    return [(part_of == k).nonzero().flatten() for k in range(len(fractions))]


def seed_worker(worker_id):
    low = torch.initial_seed() & 0xFFFFFFFF
    random.seed(low)
    np.random.set_state(np.random.RandomState(low).get_state())  # noqa: NPY002
