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

    ### BEGIN SOLUTION
    def expected(masks: Tensor) -> Tensor:
        boxes = torch.zeros(len(masks), 4, dtype=torch.float32)
        for box, mask in zip(boxes, masks, strict=True):
            if mask.any():
                y, x = mask.nonzero().T
                box[:] = torch.tensor([x.min(), y.min(), x.max() + 1, y.max() + 1])
        return boxes

    generator = torch.Generator().manual_seed(5)
    cases = [
        torch.rand(shape, generator=generator) < share
        for share in (0.02, 0.1, 0.5)
        for shape in ((5, 7, 11), (3, 11, 6), (2, 1, 5), (4, 6, 6), (1, 9, 9), (4, 5, 1))
    ]
    corners = torch.zeros(6, 4, 7, dtype=torch.bool)  # the last mask stays empty
    for n, (y, x) in enumerate(((0, 0), (0, 6), (3, 0), (3, 6), (2, 4))):
        corners[n, y, x] = True
    apart = corners[:4].any(0, keepdim=True)
    full = torch.ones(2, 3, 5, dtype=torch.bool)
    for masks in (*cases, corners, apart, full, corners[:0]):
        boxes, mine = candidate(masks.clone()), expected(masks)
        if boxes.shape != mine.shape or boxes.dtype != mine.dtype or not torch.equal(boxes, mine):
            return False
    return True
    ### END SOLUTION
