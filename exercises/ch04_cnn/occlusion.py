"""Which part of the picture does the network look at? Cover it and see."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor


def occlusion_map(
    score: Callable[[Tensor], Tensor], image: Tensor, size: int, stride: int, value: float = 0.0
) -> Tensor:
    """Return how much a score falls when a square patch of the image is covered.

    A patch of ``size`` x ``size`` pixels starts at the top left and moves by ``stride`` pixels, row
    by row, as long as it fits into the image. At each place (y, z) the patch, in all channels, is
    set to ``value``, **the rest of the image being as it was**, and

        map[y, z] = score(image) - score(image with the patch at y·stride, z·stride covered)

    so a large positive number marks a place that the score needs. ``image`` must not be changed.

    This function runs, but it is wrong. **Symptom**: the map of a picture with one bright dot in
    the upper half does not show a spot. It is zero up to the dot and large everywhere after it; and
    the picture itself is grey afterwards. A colleague saw the map of a symmetric picture grow
    steadily from the first place to the last. Find the mistake and mend it.

    Source: Zeiler & Fergus, "Visualizing and understanding convolutional networks", 2013.

    Args:
        score: maps a batch (B, C, H, W) to scores (B,).
        image: (C, H, W).
        size: the side of the patch, in pixels.
        stride: the step of the patch, in pixels.
        value: what the patch is painted with.

    Returns:
        (rows, columns), the differences of the score.

    """
    _, H, W = image.shape
    before = score(image[None])[0]
    rows = []
    for top in range(0, H - size + 1, stride):
        drops = []
        for left in range(0, W - size + 1, stride):
            covered = image
            covered[:, top : top + size, left : left + size] = value
            drops.append(before - score(covered[None])[0])
        rows.append(torch.stack(drops))
    return torch.stack(rows)
