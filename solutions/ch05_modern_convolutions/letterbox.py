"""An image of any shape into a square one, and its boxes with it."""

from __future__ import annotations

import torch
from torch import Tensor


def letterbox(image: Tensor, boxes: Tensor, size: int, value: float = 0.5) -> tuple[Tensor, Tensor]:
    """Shrink or enlarge an image so that it fits into a square, keeping its proportions.

    With s = size / max(H, W), the image becomes round(s·H) x round(s·W) pixels (Python's ``round``,
    at least 1). A new pixel (y, z) is a copy of the old pixel (floor((y + ½)·H / H'),
    floor((z + ½)·W / W')), where H' and W' are the new height and width. It is put into the middle
    of a (C, size, size) square of ``value``, floor((size - H') / 2) rows from the top and
    floor((size - W') / 2) columns from the left. A box goes through the same: its four coordinates
    are multiplied by s, then moved by the columns (x) and rows (y) that were added in front.

    This function runs, but it is wrong. **Symptom**: for square images everything is right. In a
    landscape of 2 to 1 the picture comes out well, but its boxes are twice as tall as they should
    be and lie too low, some of them hang out of the square at the bottom; in a portrait they are
    too wide and lie too far to the right. Find the mistake and mend it.

    Args:
        image: (C, H, W).
        boxes: (N, 4) x1, y1, x2, y2 in pixels of ``image``; N may be 0.
        size: the side of the square.
        value: what the bars are painted with.

    Returns:
        ``(image, boxes)``: (C, size, size) and (N, 4) in its pixels.

    """
    ### BEGIN SOLUTION
    C, H, W = image.shape
    scale = size / max(H, W)
    tall, wide = max(1, round(scale * H)), max(1, round(scale * W))
    rows = (2 * torch.arange(tall, device=image.device) + 1) * H // (2 * tall)
    columns = (2 * torch.arange(wide, device=image.device) + 1) * W // (2 * wide)
    top, left = (size - tall) // 2, (size - wide) // 2
    square = image.new_full((C, size, size), value)
    square[:, top : top + tall, left : left + wide] = image[:, rows][:, :, columns]
    scales = boxes.new_tensor([scale, scale, scale, scale])
    return square, boxes * scales + boxes.new_tensor([left, top, left, top])
    ### END SOLUTION
