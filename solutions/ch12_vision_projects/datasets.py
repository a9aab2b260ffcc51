"""Pictures in folders, and who is learnt from."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

Loader = Callable[[Path], np.ndarray]
Transform = Callable[[Tensor], Tensor]


class FolderDataset:
    """Pictures in the layout ``root/<class>/<file>``.

    - The classes are the folders in ``root``, **in alphabetical order** (Python's order of
      strings), numbered from 0. The order in which the system lists them does not matter.
    - The pictures of a class are the files in its folder, sorted by name.
    - Names that begin with a dot are no class and no picture.
    - ``loader(path)`` reads a file: a uint8 array (H, W), (H, W, 3) or (H, W, 4). It raises
      ``OSError`` or ``ValueError`` for a **broken** file. When the data set is made, every file is
      read once; broken ones are left out and counted. Other exceptions are not caught.
    - A picture becomes a float32 tensor (3, H, W) with values / 255 in [0, 1]: a grey one (H, W) is
      repeated in the three channels; of four channels, the last (transparency) is dropped.

    ``ds[i]`` is ``(transform(image), label)``, or ``(image, label)`` without a transform, the label
    a Python int; the file is read again each time. ``len(ds)`` counts the pictures that are whole.

    Attributes:
        classes: the names, a list of str.
        samples: a list of (path, label), class by class.
        skipped: how many files were broken.

    """

    def __init__(
        self, root: str | Path, loader: Loader, transform: Transform | None = None
    ) -> None:
        """List the pictures, and leave out broken ones.

        Raises:
            ValueError: if ``root`` holds no folder of a class.

        """
        ### BEGIN SOLUTION
        self.loader, self.transform = loader, transform
        folders = sorted(f for f in Path(root).iterdir() if f.is_dir() and f.name[0] != ".")
        if not folders:
            message = f"{root} holds no folder: one for each class is expected"
            raise ValueError(message)
        self.classes = [folder.name for folder in folders]
        self.samples: list[tuple[Path, int]] = []
        self.skipped = 0
        for label, folder in enumerate(folders):
            for path in sorted(p for p in folder.iterdir() if p.is_file() and p.name[0] != "."):
                try:
                    loader(path)
                except (OSError, ValueError):
                    self.skipped += 1
                else:
                    self.samples.append((path, label))
        ### END SOLUTION

    def __len__(self) -> int:
        """Return the number of pictures."""
        ### BEGIN SOLUTION
        return len(self.samples)
        ### END SOLUTION

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        """Return picture and label."""
        ### BEGIN SOLUTION
        path, label = self.samples[index]
        pixels = np.asarray(self.loader(path))
        if pixels.ndim == 2:
            pixels = np.repeat(pixels[:, :, None], 3, axis=2)
        image = torch.from_numpy(pixels[:, :, :3].copy()).permute(2, 0, 1).float() / 255
        return (image if self.transform is None else self.transform(image)), label
        ### END SOLUTION


class TransformSubset:
    """Some pictures of another data set, with a transform of their own.

    ``TransformSubset(base, indices, transform)[i]`` is picture ``indices[i]`` of ``base``, with
    ``transform`` applied to the image, and its label. The base is shared and **left unchanged**, so
    that training pictures can be augmented and validation pictures of the same base are not.
    """

    def __init__(
        self, base: Any, indices: Sequence[int] | Tensor, transform: Transform | None = None
    ) -> None:
        """Keep what is needed; ``indices`` is a list of ints or an int64 tensor."""
        ### BEGIN SOLUTION
        self.base, self.transform = base, transform
        self.indices = [int(i) for i in indices]
        ### END SOLUTION

    def __len__(self) -> int:
        """Return the number of pictures in this part."""
        ### BEGIN SOLUTION
        return len(self.indices)
        ### END SOLUTION

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        """Return picture and label."""
        ### BEGIN SOLUTION
        image, label = self.base[self.indices[index]]
        return (image if self.transform is None else self.transform(image)), label
        ### END SOLUTION


def stratified_split(labels: Tensor, fractions: Sequence[float], order: Tensor) -> list[Tensor]:
    """Split indices so that every part has the same share of every class.

    For each class take its n indices **in the order in which they stand in** ``order`` (a random
    order of all N indices). With F_k the sum of the first k fractions, part k (from 1) gets the
    indices from place floor(n · F_{k-1} + ½) up to, not including, place floor(n · F_k + ½); the
    last part ends at n. Every part is then sorted, ascending.

    Example: labels 0 0 1 0 0 1, fractions ½ and ½, order 5 4 3 2 1 0. Class 0 comes as 4, 3, 1, 0
    and is cut after two, class 1 as 5, 2 and is cut after one: parts [3, 4, 5] and [0, 1, 2].

    Args:
        labels: (N,) int64.
        fractions: positive, of sum 1.
        order: (N,) int64, a permutation of 0 … N - 1.

    Returns:
        One int64 tensor for each fraction; together they hold every index exactly once.

    Raises:
        ValueError: if the fractions' sum is further than 1e-6 from 1, or one is not positive.

    """
    ### BEGIN SOLUTION
    if abs(sum(fractions) - 1) > 1e-6 or min(fractions) <= 0:
        message = f"fractions must be positive and sum to 1, got {fractions}"
        raise ValueError(message)
    parts: list[list[int]] = [[] for _ in fractions]
    for label in labels.unique():
        own = order[labels[order] == label].tolist()
        ends = [math.floor(len(own) * sum(fractions[: k + 1]) + 0.5) for k in range(len(parts))]
        starts, ends[-1] = [0, *ends[:-1]], len(own)
        for part, start, end in zip(parts, starts, ends, strict=True):
            part.extend(own[start:end])
    return [labels.new_tensor(sorted(part), dtype=torch.int64) for part in parts]
    ### END SOLUTION


def seed_worker(worker_id: int) -> None:  # noqa: ARG001 - the signature is DataLoader's
    """Seed Python's and numpy's random numbers in a worker of a ``DataLoader``.

    Given as ``worker_init_fn``, this is called once in every worker process. There torch has been
    seeded already: ``torch.initial_seed()`` is a number **of this worker and of this epoch**. But
    ``random`` and ``numpy.random`` are copies of the parent's, the same in all workers, so all of
    them would draw the same "random" augmentations. Take torch's initial seed modulo 2³², and seed
    both with it: ``random.seed(s)`` and ``numpy.random.seed(s)``. Leave torch as it is.

    Args:
        worker_id: 0, 1, …; it is part of torch's seed already, so you need not use it.

    """
    ### BEGIN SOLUTION
    seed = torch.initial_seed() % 2**32
    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002 - the old global generator is what is to be seeded
    ### END SOLUTION
