"""Testing someone else's boxes around masks."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor


def check_masks_to_boxes(candidate: Callable[[Tensor], Tensor]) -> bool:
    """Say whether ``candidate`` finds the tightest box around every mask.

    A right candidate is called as ``candidate(masks)`` with masks (N, H, W) of dtype **bool** and
    returns boxes (N, 4) of dtype **float32**, row n being x1, y1, x2, y2 of mask n:

    - x1 is the first column and y1 the first row that holds a True;
    - x2 and y2 are **one more** than the last column and the last row that hold one (coordinates
      are continuous: a single pixel in the corner has the box 0, 0, 1, 1);
    - all True pixels count, whether they hang together or not, and holes do not matter;
    - a mask without any True has the box 0, 0, 0, 0.

    N may be 0, the result is then (0, 4). H and W may differ, and are at least 1.

    Every candidate you meet can be called with legal arguments without an error, though a wrong one
    may return a wrong shape, and some are wrong only for a certain kind of mask. A right one
    returns exactly these numbers. You may write your own function to compare with, or work out
    cases by hand.

    Args:
        candidate: the implementation to test.

    Returns:
        True if it passes all your tests, else False.

    """

    raise NotImplementedError("TODO: check_masks_to_boxes")
