"""Images of another size, and numbers of another scale.

Pixel i reaches from i to i + 1, its centre is at i + ½. A size is (height, width).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import torch
from torch import Tensor


def resize_bilinear(
    image: Tensor, size: tuple[int, int], *, align_corners: bool = False, antialias: bool = False
) -> Tensor:
    """Resize an image by linear interpolation along both axes.

    Along an axis of n old and m new pixels, new pixel i is looked up at the old position

        align_corners False    p = (i + ½) · n / m - ½, then **clamped** to 0 … n - 1
        align_corners True     p = i · (n - 1) / (m - 1), and 0 if m = 1

    (positions count centres: p = 0 is the centre of the first pixel). With j = floor(p) and
    t = p - j it is (1 - t) · old[j] + t · old[min(j + 1, n - 1)]. Rows and columns are
    interpolated one after the other; the order does not matter.

    With ``antialias``, an axis that **shrinks** (n > m) averages instead, so that nothing is
    jumped over: with s = n / m and c = (i + ½) · s, the weight of old pixel j = 0 … n - 1 is
    max(0, 1 - |j + ½ - c| / s), divided by the sum of these weights. An axis that does not shrink
    is treated as without ``antialias``.

    Example: the row [0, 4] to four pixels: positions -¼, ¼, ¾, 1¼ are clamped to 0, ¼, ¾, 1 and
    give [0, 1, 3, 4]; with align_corners [0, 4/3, 8/3, 4]; the row 0 1 2 3 to two pixels gives
    [0.5, 2.5].

    Forbidden: torch's and torchvision's resizing. No Python loop over pixels.

    Args:
        image: (C, H, W), floating.
        size: (h, w), each at least 1.
        align_corners: whether the outermost centres stay where they are.
        antialias: whether shrinking averages.

    Returns:
        (C, h, w), in the dtype of ``image``.

    Raises:
        ValueError: if both flags are set.

    """
    ### BEGIN SOLUTION
    if align_corners and antialias:
        message = "align_corners and antialias cannot be had together"
        raise ValueError(message)
    rows, columns = (
        _weights(n, m, image, align_corners=align_corners, antialias=antialias)
        for n, m in zip(image.shape[1:], size, strict=True)
    )
    return rows @ image @ columns.T
    ### END SOLUTION


### BEGIN SOLUTION
def _weights(n: int, m: int, like: Tensor, *, align_corners: bool, antialias: bool) -> Tensor:
    """Return the matrix (m, n) that interpolates one axis."""
    i = torch.arange(m, dtype=torch.float64, device=like.device)
    j = torch.arange(n, dtype=torch.float64, device=like.device)
    position = i * ((n - 1) / max(m - 1, 1)) if align_corners else (i + 0.5) * (n / m) - 0.5
    reach = 1.0
    if antialias and n > m:
        reach = n / m
    else:
        position = position.clamp(0, n - 1)
    tents = (1 - (j - position[:, None]).abs() / reach).clamp(min=0)  # (m, n)
    return (tents / tents.sum(1, keepdim=True)).to(like.dtype)


### END SOLUTION


def center_crop(image: Tensor, size: tuple[int, int]) -> Tensor:
    """Cut the middle out of an image.

    The cut begins at row floor((H - h) / 2) and column floor((W - w) / 2).

    Args:
        image: (..., H, W).
        size: (h, w).

    Returns:
        (..., h, w).

    Raises:
        ValueError: if the image is smaller than that.

    """
    ### BEGIN SOLUTION
    (H, W), (h, w) = image.shape[-2:], size
    if h > H or w > W:
        message = f"cannot cut {h} x {w} out of {H} x {W}"
        raise ValueError(message)
    top, left = (H - h) // 2, (W - w) // 2
    return image[..., top : top + h, left : left + w]
    ### END SOLUTION


def normalize(image: Tensor, mean: Sequence[float], std: Sequence[float]) -> Tensor:
    """Shift and scale every channel: (image - mean[c]) / std[c].

    Mean and std are those of images with values in [0, 1]. A **uint8** image is therefore divided
    by 255 first (and becomes torch's default dtype); a floating image is in [0, 1] already.

    Args:
        image: (..., C, H, W), uint8 or floating; it is left unchanged.
        mean: C numbers.
        std: C numbers.

    Returns:
        (..., C, H, W), floating.

    """
    ### BEGIN SOLUTION
    if image.dtype == torch.uint8:
        image = image.to(torch.get_default_dtype()) / 255
    centre, spread = (image.new_tensor(v)[:, None, None] for v in (mean, std))
    return (image - centre) / spread
    ### END SOLUTION


def denormalize(image: Tensor, mean: Sequence[float], std: Sequence[float]) -> Tensor:
    """Undo ``normalize``: image · std[c] + mean[c], for floating images (..., C, H, W)."""
    ### BEGIN SOLUTION
    centre, spread = (image.new_tensor(v)[:, None, None] for v in (mean, std))
    return image * spread + centre
    ### END SOLUTION


def channel_stats(batches: Iterable[Tensor]) -> tuple[Tensor, Tensor]:
    """Return mean and standard deviation of every channel over **all pixels** of a data set.

    The data set is too large for the memory, so it comes as an iterator that can be walked through
    **once**, batch by batch. Batches may have different numbers of images, and images of different
    batches may have different sizes. The standard deviation divides by the number of pixels:
    std = sqrt(mean of squares - square of mean). It is neither the mean of the images' standard
    deviations nor of the batches'. Calculate in **float64**. uint8 batches are divided by 255,
    floating ones taken as they are.

    Args:
        batches: tensors (B, C, H, W); at least one pixel in all.

    Returns:
        ``(mean, std)``: (C,) each, float64.

    """
    ### BEGIN SOLUTION
    count, total, squares = 0, 0, 0
    for batch in batches:
        scale = 255 if batch.dtype == torch.uint8 else 1
        pixels = batch.double().transpose(0, 1).flatten(1) / scale  # (C, B·H·W)
        count += pixels.shape[1]
        total = total + pixels.sum(1)
        squares = squares + pixels.square().sum(1)
    mean = total / count
    return mean, (squares / count - mean.square()).clamp(min=0).sqrt()
    ### END SOLUTION
