"""What is where in a picture: the annotations of Pascal VOC and of COCO.

A box is x1, y1, x2, y2 in pixels, continuous, from 0 at the left and upper edge of the image: the
first pixel alone has the box 0, 0, 1, 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree as ET

import torch
from torch import Tensor


def parse_voc_xml(text: str, classes: Sequence[str]) -> dict[str, Tensor]:
    """Read the annotation of one image in the format of Pascal VOC.

    The root element holds an ``<object>`` for each thing, in any number and also none:

        <object>
          <name>dog</name>
          <difficult>1</difficult>                  may be missing: then it is 0
          <bndbox><xmin>3</xmin><ymin>2</ymin><xmax>9</xmax><ymax>7</ymax></bndbox>
          <part><name>head</name><bndbox>…</bndbox></part>        to be ignored
        </object>

    The children may come in any order. VOC counts pixels **from 1, and includes both ends**: the
    object above covers columns 3 … 9 and rows 2 … 7, so its box is 2, 1, 9, 7. (Only xmin and ymin
    change.) Some files have decimal fractions, such as 45.5.

    Args:
        text: the XML.
        classes: the names; the label of an object is the place of its name in here.

    Returns:
        ``{"boxes": (n, 4) float32, "labels": (n,) int64, "difficult": (n,) bool}``, in the order of
        the file. **Without objects the shapes are (0, 4), (0,) and (0,)**, with these dtypes.

    Raises:
        ValueError: if a name is not in ``classes``.

    """
    raise NotImplementedError("TODO: parse_voc_xml")


def coco_to_targets(coco: Mapping[str, Any], image_id: int) -> dict[str, Tensor]:
    """Take the annotations of one image out of a COCO file.

    ``coco`` is the parsed JSON, with three lists of dicts:

        images        {"id": 7, …}
        categories    {"id": 18, "name": "dog"}; ids have gaps, and stand in any order
        annotations   {"image_id": 7, "category_id": 18, "bbox": [x, y, w, h], "iscrowd": 0, …}

    ``bbox`` is the **upper left corner, width and height**, counted from 0; it becomes x1, y1, x2,
    y2. The label is the rank of the category's id: 0 for the smallest id in ``categories``, and so
    on. Annotations with ``iscrowd`` 1 outline a whole crowd; **they are skipped**, as are boxes
    whose width or height is not positive. ``iscrowd`` may be missing: then it is 0.

    Args:
        coco: the parsed file; it is left unchanged.
        image_id: the image's id.

    Returns:
        ``{"boxes": (n, 4) float32, "labels": (n,) int64}`` in the order of the file; (0, 4) and
        (0,) for an image without objects.

    Raises:
        ValueError: if no entry of ``images`` has that id.

    """
    raise NotImplementedError("TODO: coco_to_targets")


def mask_from_palette(image: Tensor, palette: Tensor, ignore: int = 255) -> Tensor:
    """Turn a coloured segmentation picture into class numbers.

    A pixel whose colour is row k of the palette belongs to class k. Any other colour, such as the
    pale border that VOC draws around objects, becomes ``ignore``: **not class 0**, which is the
    background. No two rows of a palette are equal.

    Args:
        image: (3, H, W) uint8.
        palette: (K, 3) uint8.
        ignore: the number for what has no class.

    Returns:
        (H, W) int64.

    """
    raise NotImplementedError("TODO: mask_from_palette")


def collate_detection(
    batch: Sequence[tuple[Tensor, dict[str, Tensor]]],
) -> tuple[Tensor, list[dict[str, Tensor]]]:
    """Join images of different sizes and their targets into a batch.

    Images are padded with zeros **at the bottom and at the right** to the largest height and the
    largest width of the batch, so boxes stay where they are. Targets have different numbers of
    boxes; they are not stacked but listed, as they are.

    Args:
        batch: at least one ``(image (C, H, W), target)``; all images have one dtype and one C.

    Returns:
        ``(images, targets)``: (B, C, largest H, largest W) in the images' dtype, and a list of the
        B dicts.

    """
    raise NotImplementedError("TODO: collate_detection")
