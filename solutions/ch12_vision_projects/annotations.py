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
    ### BEGIN SOLUTION
    boxes, labels, difficult = [], [], []
    for thing in ET.fromstring(text).findall("object"):  # noqa: S314 - see the import
        frame = thing.find("bndbox")
        x1, y1, x2, y2 = (float(frame.findtext(k)) for k in ("xmin", "ymin", "xmax", "ymax"))
        boxes.append([x1 - 1, y1 - 1, x2, y2])
        labels.append(list(classes).index(thing.findtext("name").strip()))
        difficult.append(int(thing.findtext("difficult", "0")) == 1)
    return {
        "boxes": torch.tensor(boxes, dtype=torch.float32).reshape(-1, 4),
        "labels": torch.tensor(labels, dtype=torch.int64),
        "difficult": torch.tensor(difficult, dtype=torch.bool),
    }
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    if all(image["id"] != image_id for image in coco["images"]):
        message = f"the file has no image {image_id}"
        raise ValueError(message)
    ranks = {k: n for n, k in enumerate(sorted(c["id"] for c in coco["categories"]))}
    boxes, labels = [], []
    for note in coco["annotations"]:
        x, y, w, h = note["bbox"]
        if note["image_id"] == image_id and not note.get("iscrowd", 0) and w > 0 and h > 0:
            boxes.append([x, y, x + w, y + h])
            labels.append(ranks[note["category_id"]])
    return {
        "boxes": torch.tensor(boxes, dtype=torch.float32).reshape(-1, 4),
        "labels": torch.tensor(labels, dtype=torch.int64),
    }
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    same = (image[None] == palette[:, :, None, None]).all(1)  # (K, H, W)
    return torch.where(same.any(0), same.long().argmax(0), ignore)
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    images, targets = zip(*batch, strict=True)
    H, W = (max(image.shape[axis] for image in images) for axis in (1, 2))
    joined = images[0].new_zeros(len(images), images[0].shape[0], H, W)
    for room, image in zip(joined, images, strict=True):
        room[:, : image.shape[1], : image.shape[2]] = image
    return joined, list(targets)
    ### END SOLUTION
