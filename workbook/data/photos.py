"""Two photographs that scikit-learn brings along, so they are there offline."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from workbook.errors import UsageError

NAMES = ("china", "flower")


def sample_photos() -> tuple[Tensor, Tensor]:
    """Return two photographs: a Chinese palace, and a flower.

    Both CC BY 2.0, from Flickr: the palace by danielbuechele, the flower by vultilion. They have no
    splits.

    Returns:
        Two tensors (3, 427, 640) uint8.

    """
    spec = importlib.util.find_spec("sklearn")  # finds the folder, imports nothing
    if spec is None or spec.origin is None:
        message = "scikit-learn is not installed: `pip install scikit-learn` brings these photos"
        raise UsageError(message)
    from PIL import Image

    folder = Path(spec.origin).parent / "datasets" / "images"
    pixels = []
    for name in NAMES:
        with Image.open(folder / f"{name}.jpg") as image:
            pixels.append(np.array(image.convert("RGB")))
    china, flower = (torch.from_numpy(p.transpose(2, 0, 1).copy()) for p in pixels)
    return china, flower
