"""Project: find drawn shapes with a YOLO, and colour them in with a U-Net."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .boxes import cxcywh_to_xyxy, xyxy_to_cxcywh
from .evaluation import average_precision
from .segmentation import dataset_iou, dice_loss
from .suppression import batched_nms
from .unet import UNet
from .yolo import yolo_decode, yolo_encode, yolo_loss

SIZE = 32  # pixels along each side of an image
GRID = 8  # cells along each side, so a cell is 4 x 4 pixels
SHAPES = ("circle", "square", "triangle")  # labels 0, 1, 2 of boxes; classes 1, 2, 3 of masks

Scenes = dict[str, Any]
Detections = list[tuple[Tensor, Tensor, Tensor]]


def prepare(data: Scenes, size: int = SIZE, grid: int = GRID) -> dict[str, Tensor]:
    """Make scenes ready for training.

    - ``image``: resized to ``size`` x ``size`` bilinearly (``align_corners=False``, no
      antialiasing), (n, 3, size, size).
    - ``mask``: resized to the same size by choosing the **nearest** pixel, (n, size, size) int64;
      new pixel (y, z) is old pixel (floor(y·f), floor(z·f)) with f = old size / ``size``. Class
      numbers cannot be averaged.
    - ``target``: ``yolo_encode`` of every scene, (n, grid, grid, 5 + 3). Boxes come in pixels of
      the image as it was, x1, y1, x2, y2; the encoder wants centre and size as fractions.

    ``torch.nn.functional.interpolate`` may be used, and everything you wrote in this chapter.

    Args:
        data: ``image`` (n, 3, S, S), ``mask`` (n, S, S) int64, ``boxes`` and ``labels`` (lists of n
            tensors), as ``workbook.data.shapes.drawn_shapes`` returns them. It must not be changed.
        size: the side of the new images.
        grid: the number of cells along each side.

    Returns:
        A dict with ``image``, ``mask`` and ``target``.

    """
    raise NotImplementedError("TODO: prepare")


def paint_boxes(boxes: Tensor, labels: Tensor, size: int = SIZE) -> Tensor:
    """Paint boxes into an empty mask, so that detection and segmentation can be compared.

    A pixel belongs to a box if its centre does: x1 <= column + ½ < x2 and y1 <= row + ½ < y2. It
    gets the **class number of masks**: 0 is the ground, and label k of a box is class k + 1. Later
    boxes are painted over earlier ones.

    Args:
        boxes: (n, 4) xyxy in pixels; n may be 0.
        labels: (n,) int64, 0, 1, 2.
        size: the side of the mask.

    Returns:
        (size, size) int64.

    """
    raise NotImplementedError("TODO: paint_boxes")


class ShapeDetector(nn.Module):
    """A small convolutional network of your own design that predicts a grid.

    What is fixed: it maps (B, 3, 32, 32) to raw predictions (B, 8, 8, 5 + 3), **row, column,
    entry**, as ``yolo_decode`` and ``yolo_loss`` want them (logits, no sigmoid). Every image is
    judged on its own in evaluation mode. At most 200 000 parameters.

    Row r and column c must speak of cell (r, c): a convolutional network with a total stride of 4
    does that by itself. A prediction should see more than its cell: at least the largest shape, 14
    pixels, with some ground around it.
    """

    def __init__(self) -> None:
        """Make the layers."""
        raise NotImplementedError("TODO: ShapeDetector.__init__")

    def forward(self, x: Tensor) -> Tensor:
        """Return the raw predictions, (B, 8, 8, 5 + 3)."""
        raise NotImplementedError("TODO: ShapeDetector.forward")


def detect(
    model: nn.Module, images: Tensor, conf_thr: float = 0.05, iou_thr: float = 0.5
) -> Detections:
    """Find the shapes in images: network, ``yolo_decode``, then ``batched_nms``.

    The model is put into evaluation mode for it, no gradients are recorded, and afterwards it is in
    the mode in which it came.

    Args:
        model: maps images (B, 3, S, S) to raw predictions (B, G, G, 5 + K).
        images: (B, 3, S, S).
        conf_thr: the least score, for ``yolo_decode``.
        iou_thr: the overlap allowed **within a class**, for ``batched_nms``.

    Returns:
        One ``(boxes, scores, labels)`` for each image, by falling score: (n, 4) **x1, y1, x2, y2 in
        pixels**, (n,), (n,) int64.

    """
    raise NotImplementedError("TODO: detect")


def train_detector(
    train: Scenes, validation: Scenes, seed: int, epochs: int = 8
) -> tuple[nn.Module, dict[str, Any]]:
    """Train a ``ShapeDetector`` and measure it.

    1. Call ``torch.manual_seed(seed)``, then make the model: the same seed must give the same model
       and the same training.
    2. Train for ``epochs`` passes over the training scenes, shuffled anew each time, with
       ``yolo_loss``. Optimiser, learning rate, schedule and batch size are yours; AdamW with a
       learning rate that rises to 6e-3 and falls to nearly 0 and batches of 32 do well.
    3. Return the model in evaluation mode, and ``{"loss": [mean training loss of each epoch, a
       float], "map": mAP}``, where mAP is a float: the mean of ``average_precision`` at IoU 0.5 of
       what ``detect``, with its defaults, finds in the **validation** images with the model that
       you return.

    Images are 32 x 32. One run on 400 scenes should take about a second, and may take fifteen.

    Args:
        train: scenes, see ``prepare``.
        validation: other scenes.
        seed: fixes everything that is random.
        epochs: passes over the training scenes.

    Returns:
        ``(model, history)``.

    """
    raise NotImplementedError("TODO: train_detector")


def train_segmenter(
    train: Scenes, validation: Scenes, seed: int, epochs: int = 6
) -> tuple[nn.Module, dict[str, Any]]:
    """Train a ``UNet`` on the masks and measure it.

    Seed first, then the model; then train for ``epochs`` shuffled passes. Size of the network,
    loss, optimiser and batch size are yours. What does well: a UNet with base 8 and depth 2; AdamW
    with a learning rate that rises to 1e-2 and falls; batches of only 8; cross entropy in which the
    ground has the weight 0.2, **plus** ``dice_loss``. With a plain cross entropy one of the shapes
    is often given up, and called by another's name.

    Args:
        train: scenes, see ``prepare``.
        validation: other scenes.
        seed: fixes everything that is random.
        epochs: passes over the training scenes.

    Returns:
        ``(model, history)``: the model in evaluation mode, mapping (B, 3, 32, 32) to logits
        (B, 4, 32, 32) with class 0 for the ground; and ``{"loss": [mean training loss of each
        epoch], "iou": mean}``, where the mean is a float: ``dataset_iou`` over the four classes of
        all validation images, with the model that you return. One run on 400 scenes should take
        about three seconds, and may take twenty.

    """
    raise NotImplementedError("TODO: train_segmenter")




def draw_finds(
    images: Tensor,
    detections: Sequence[tuple[Tensor, Tensor, Tensor]],
    masks: Tensor,
    path: str | Path = "figures/shapes.png",
    least_score: float = 0.3,
) -> Path:
    """Draw images, the boxes found in them, and the masks; given to you.

    Args:
        images: (n, 3, H, W) with values in [0, 1]; one column of the figure for each.
        detections: for each image (boxes xyxy in pixels, scores, labels), from ``detect``.
        masks: (n, H, W) classes, 0 for the ground.
        path: where the picture goes; its folder is made if missing.
        least_score: boxes with a lower score are not drawn.

    Returns:
        The path.

    """
    from matplotlib.figure import Figure  # only those who draw need it
    from matplotlib.patches import Rectangle

    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    colours = ("tab:red", "tab:cyan", "tab:olive")
    figure = Figure(figsize=(1.8 * len(images), 4), layout="constrained")
    panels = figure.subplots(2, len(images), squeeze=False)
    for column, (image, found, mask) in enumerate(zip(images, detections, masks, strict=True)):
        above, below = panels[:, column]
        above.imshow(image.permute(1, 2, 0).cpu())
        for (x1, y1, x2, y2), score, label in zip(*(t.tolist() for t in found), strict=True):
            if score < least_score:
                continue
            # imshow puts the centre of the first pixel at 0, so its edge is at -1/2
            frame = Rectangle((x1 - 0.5, y1 - 0.5), x2 - x1, y2 - y1, fill=False, linewidth=2)
            frame.set_edgecolor(colours[label])
            above.add_patch(frame)
            above.text(x1, y1 - 1, f"{SHAPES[label]} {score:.2f}", fontsize=6, color="white")
        below.imshow(mask.cpu(), vmin=0, vmax=len(SHAPES), cmap="viridis", interpolation="nearest")
        for axes in (above, below):
            axes.set_axis_off()
    figure.savefig(path, dpi=120)
    return path


def main() -> None:
    """Train both networks, on plain scenes and on mixed ones, and draw what they find."""
    from workbook.data.shapes import drawn_shapes

    plain, striped, unseen = (
        drawn_shapes(split, texture=texture, seed=0)
        for split, texture in (("train", False), ("train", True), ("validation", False))
    )
    both = {
        key: torch.cat([plain[key], striped[key]])
        if isinstance(plain[key], Tensor)
        else plain[key] + striped[key]
        for key in plain
    }
    detector, of_detector = train_detector(both, unseen, seed=0, epochs=12)
    segmenter, of_segmenter = train_segmenter(both, unseen, seed=0)
    print(f"mAP {of_detector['map']:.3f}, mean IoU {of_segmenter['iou']:.3f}")  # noqa: T201
    images = torch.cat(
        [drawn_shapes("test", 4, texture=texture, seed=0)["image"] for texture in (False, True)]
    )
    with torch.no_grad():
        masks = segmenter(images).argmax(1)
    print(f"drew {draw_finds(images, detect(detector, images), masks)}")  # noqa: T201


if __name__ == "__main__":
    main()
