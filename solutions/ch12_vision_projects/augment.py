"""Own data augmentation, for images with boxes and masks.

An image is (C, H, W), a mask (H, W), and boxes are (N, 4) x1, y1, x2, y2 in pixels, continuous.
What is random (is it flipped, where is it cut) is decided outside and comes as an argument. Nothing
is changed in place. Functions that move pixels return ``(image, boxes, mask)``, with None for what
was not given. torchvision is forbidden in the whole file.

A mask holds class numbers (int64): they are never interpolated, and places that no pixel falls on
become 255, "ignore". In images such places become 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from torch import Tensor

from .resize import resize_bilinear

IGNORE = 255
Moved = tuple[Tensor, Tensor | None, Tensor | None]
GREY = (0.299, 0.587, 0.114)  # how bright red, green and blue look


def hflip(image: Tensor, boxes: Tensor | None = None, mask: Tensor | None = None) -> Moved:
    """Mirror left and right: column z becomes column W - 1 - z.

    A box keeps x1 <= x2: its new left edge is W minus its old right one.

    Args:
        image: (C, H, W), any dtype.
        boxes: (N, 4) floating.
        mask: (H, W).

    Returns:
        ``(image, boxes, mask)`` of the same shapes.

    """
    ### BEGIN SOLUTION
    W = image.shape[-1]
    if boxes is not None:
        x1, y1, x2, y2 = boxes.unbind(1)
        boxes = torch.stack([W - x2, y1, W - x1, y2], dim=1)
    return image.flip(-1), boxes, None if mask is None else mask.flip(-1)
    ### END SOLUTION


def random_crop_pad(
    image: Tensor,
    pad: int,
    top: int,
    left: int,
    size: tuple[int, int],
    boxes: Tensor | None = None,
    mask: Tensor | None = None,
) -> Moved:
    """Add a border on all four sides, then cut a window out.

    The border has ``pad`` rows and columns, of 0 in the image and of 255 in the mask. The window of
    ``size`` = (h, w) begins at row ``top`` and column ``left`` of the **enlarged** image. Boxes
    move along, then their coordinates are clamped to the window (0 … w and 0 … h). Their number
    stays the same; one that is outside has no area any more, and dropping it is left to the caller.

    Args:
        image: (C, H, W), any dtype.
        pad: width of the border, at least 0.
        top: first row.
        left: first column.
        size: (h, w).
        boxes: (N, 4) floating.
        mask: (H, W).

    Returns:
        ``(image, boxes, mask)``: (C, h, w), (N, 4), (h, w).

    Raises:
        ValueError: if the window is not wholly inside the enlarged image.

    """
    ### BEGIN SOLUTION
    (H, W), (h, w) = image.shape[-2:], size
    if min(top, left) < 0 or top + h > H + 2 * pad or left + w > W + 2 * pad:
        message = f"the window {h} x {w} at ({top}, {left}) leaves the enlarged image"
        raise ValueError(message)

    def cut(pixels: Tensor, border: int) -> Tensor:
        room = pixels.new_full((*pixels.shape[:-2], H + 2 * pad, W + 2 * pad), border)
        room[..., pad : pad + H, pad : pad + W] = pixels
        return room[..., top : top + h, left : left + w]

    if boxes is not None:
        boxes = _clamped(boxes + boxes.new_tensor([pad - left, pad - top] * 2), h, w)
    return cut(image, 0), boxes, None if mask is None else cut(mask, IGNORE)
    ### END SOLUTION


### BEGIN SOLUTION
def _clamped(boxes: Tensor, h: int, w: int) -> Tensor:
    return torch.minimum(boxes.clamp(min=0), boxes.new_tensor([w, h, w, h]))


### END SOLUTION


def resized_crop(
    image: Tensor,
    window: tuple[int, int, int, int],
    size: tuple[int, int],
    boxes: Tensor | None = None,
    mask: Tensor | None = None,
) -> Moved:
    """Cut a window out and resize it.

    The window is (top, left, height, width), inside the image. The image is resized with
    ``resize_bilinear`` (no flags), after cutting. Pixel (i, j) of the new mask is pixel
    (floor((i + ½) · height / h), floor((j + ½) · width / w)) of the cut mask. Boxes lose (left,
    top), are scaled by w / width and h / height, and are then clamped to 0 … w and 0 … h.

    Source: Szegedy et al., "Going deeper with convolutions", 2015.

    Args:
        image: (C, H, W), floating.
        window: (top, left, height, width), ints.
        size: (h, w).
        boxes: (N, 4) floating.
        mask: (H, W).

    Returns:
        ``(image, boxes, mask)``: (C, h, w), (N, 4), (h, w).

    """
    ### BEGIN SOLUTION
    (top, left, height, width), (h, w) = window, size
    image = resize_bilinear(image[:, top : top + height, left : left + width], size)
    if boxes is not None:
        scale = boxes.new_tensor([w / width, h / height] * 2)
        boxes = _clamped((boxes - boxes.new_tensor([left, top] * 2)) * scale, h, w)
    if mask is not None:
        rows = top + (2 * torch.arange(h, device=mask.device) + 1) * height // (2 * h)
        columns = left + (2 * torch.arange(w, device=mask.device) + 1) * width // (2 * w)
        mask = mask[rows][:, columns]
    return image, boxes, mask
    ### END SOLUTION


def color_jitter(
    image: Tensor,
    brightness: float,
    contrast: float,
    saturation: float,
    order: Sequence[str] = ("brightness", "contrast", "saturation"),
) -> Tensor:
    """Change brightness, contrast and saturation, in the given order.

    With f the factor of a step and x the image as the step before left it,

        brightness    f · x
        contrast      f · x + (1 - f) · m,  m the mean of grey over the whole image, one number
        saturation    f · x + (1 - f) · grey,  pixel by pixel, in all three channels

    where grey = 0.299 · red + 0.587 · green + 0.114 · blue. **After every step** values are clamped
    to the range: 0 … 1 for floating images, 0 … 255 for uint8. A uint8 image is calculated in
    float32 with values 0 … 255; at the very end its decimals are cut off (``.to(torch.uint8)``).

    Args:
        image: (3, H, W), floating in [0, 1], or uint8.
        brightness: a factor, 1 for no change; as are the next two.
        contrast: a factor.
        saturation: a factor.
        order: the three words, in any order.

    Returns:
        (3, H, W) in the dtype of ``image``.

    """
    ### BEGIN SOLUTION
    whole = image.dtype == torch.uint8
    x, top = (image.float(), 255.0) if whole else (image, 1.0)
    weights = x.new_tensor(GREY)[:, None, None]
    factors = {"brightness": brightness, "contrast": contrast, "saturation": saturation}
    for step in order:
        grey = (weights * x).sum(0, keepdim=True)
        other = {"brightness": 0 * grey, "contrast": grey.mean(), "saturation": grey}[step]
        x = (factors[step] * x + (1 - factors[step]) * other).clamp(0, top)
    return x.to(image.dtype)
    ### END SOLUTION


def rotate(
    image: Tensor, degrees: float, mask: Tensor | None = None
) -> tuple[Tensor, Tensor | None]:
    """Turn the picture counter-clockwise about its centre; the size stays.

    The colour of a new pixel is looked up where it came from. With a the angle in radians, the
    centre of new pixel (y, z) is u = z + ½ - W/2 to the right of the middle and v = y + ½ - H/2
    below it; it came from

        u' = cos(a) · u - sin(a) · v,     v' = sin(a) · u + cos(a) · v

    that is, from column p = u' + W/2 - ½ and row q = v' + H/2 - ½, counted in centres. The image is
    interpolated bilinearly between the four pixels around (q, p): with j = floor(q), t = q - j the
    rows j and j + 1 have the weights 1 - t and t, and columns likewise; **a pixel outside the image
    counts as 0**. The mask takes the pixel (floor(q + ½), floor(p + ½)), or 255 if that is outside.

    Calculate p and q in float64. No Python loop over pixels.

    Example: 90 degrees, 2 x 2: [[1, 2], [3, 4]] becomes [[2, 4], [1, 3]]: what was at the right is
    now at the top.

    Args:
        image: (C, H, W), floating.
        degrees: the angle; counter-clockwise as you see it.
        mask: (H, W).

    Returns:
        ``(image, mask)`` of the same shapes and dtypes.

    """
    ### BEGIN SOLUTION
    H, W = image.shape[-2:]
    angle = math.radians(degrees)
    cos, sin = math.cos(angle), math.sin(angle)
    u = torch.arange(W, dtype=torch.float64, device=image.device) + 0.5 - W / 2
    v = (torch.arange(H, dtype=torch.float64, device=image.device) + 0.5 - H / 2)[:, None]
    p = cos * u - sin * v + W / 2 - 0.5  # (H, W)
    q = sin * u + cos * v + H / 2 - 0.5

    def inside(rows: Tensor, columns: Tensor) -> Tensor:
        return (rows >= 0) & (rows < H) & (columns >= 0) & (columns < W)

    def at(pixels: Tensor, rows: Tensor, columns: Tensor) -> Tensor:
        return pixels[..., rows.clamp(0, H - 1).long(), columns.clamp(0, W - 1).long()]

    turned = torch.zeros_like(image)
    for row, tall in ((q.floor(), 1 - q % 1), (q.floor() + 1, q % 1)):
        for column, wide in ((p.floor(), 1 - p % 1), (p.floor() + 1, p % 1)):
            share = (tall * wide * inside(row, column)).to(image.dtype)
            turned = turned + share * at(image, row, column)
    if mask is not None:
        row, column = (q + 0.5).floor(), (p + 0.5).floor()
        mask = torch.where(inside(row, column), at(mask, row, column), IGNORE)
    return turned, mask
    ### END SOLUTION


def cutout(image: Tensor, y: int, x: int, size: int, value: float = 0.0) -> Tensor:
    """Paint a square over the image.

    It covers the rows y - floor(size / 2) … y - floor(size / 2) + size - 1 and columns likewise, as
    far as they are in the image: at a border, less of it is seen.

    Source: DeVries & Taylor, "Improved regularization of convolutional neural networks with
    cutout", 2017.

    Args:
        image: (C, H, W); it is left unchanged.
        y: row of the middle.
        x: column of the middle.
        size: side of the square.
        value: what it is painted with.

    Returns:
        A new (C, H, W).

    """
    ### BEGIN SOLUTION
    top, left = y - size // 2, x - size // 2
    painted = image.clone()
    painted[:, max(top, 0) : max(top + size, 0), max(left, 0) : max(left + size, 0)] = value
    return painted
    ### END SOLUTION


def draw_augmentations(path: str | Path = "figures/ch12_augmentations.png") -> Path:
    """Draw what the functions above do to two real photographs; given to you.

    Args:
        path: where the figure goes; its folder is made if missing.

    Returns:
        The path.

    """
    from matplotlib.figure import Figure  # only those who draw need it

    from workbook.data.photos import sample_photos

    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure = Figure(figsize=(12, 4), layout="constrained")
    panels = figure.subplots(2, 6, squeeze=False)
    for row, photo in zip(panels, sample_photos(), strict=True):
        image = resize_bilinear(photo[:, :, 100:527].float() / 255, (160, 160), antialias=True)
        shown = {
            "as it is": image,
            "hflip": hflip(image)[0],
            "random_crop_pad": random_crop_pad(image, 30, 10, 50, (160, 160))[0],
            "color_jitter": color_jitter(image, 1.3, 1.4, 0.3),
            "rotate": rotate(image, 20.0)[0],
            "cutout": cutout(image, 60, 90, 50),
        }
        for axes, (name, picture) in zip(row, shown.items(), strict=True):
            axes.imshow(picture.permute(1, 2, 0).clamp(0, 1))
            axes.set_title(name)
            axes.set_axis_off()
    figure.savefig(path, dpi=120)
    return path


class Compose:
    """Random steps one after the other, drawn anew for every image.

    A step is a pair ``(function, count)``: ``function(image, u)`` gets ``count`` random numbers u
    (a tensor) and returns an image. ``rand(count)`` gives that many fresh numbers in [0, 1); with a
    torch generator g it is ``lambda count: torch.rand(count, generator=g)``.

    - ``pipeline(image)`` applies the steps in order. ``rand`` is called **once for each step**,
      also if its count is 0, in the order of the steps.
    - ``pipeline.batch(images)`` does that **for each image of a batch separately**, in order, and
      stacks the results. One draw for the whole batch would mirror all of its images, or none.
    """

    def __init__(
        self,
        steps: Sequence[tuple[Callable[[Tensor, Tensor], Tensor], int]],
        rand: Callable[[int], Tensor],
    ) -> None:
        """Keep the steps and the source of random numbers."""
        ### BEGIN SOLUTION
        self.steps, self.rand = steps, rand
        ### END SOLUTION

    def __call__(self, image: Tensor) -> Tensor:
        """Return the augmented image."""
        ### BEGIN SOLUTION
        for function, count in self.steps:
            image = function(image, self.rand(count))
        return image
        ### END SOLUTION

    def batch(self, images: Tensor) -> Tensor:
        """Augment (B, C, H, W), each image with random numbers of its own."""
        ### BEGIN SOLUTION
        return torch.stack([self(image) for image in images])
        ### END SOLUTION
