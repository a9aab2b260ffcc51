"""Boxes of two well-known detection data sets: Pascal VOC (XML) and COCO (JSON).

Both come out in the convention of ``drawn_shapes``: ``x1, y1, x2, y2`` in pixels counted from 0,
with ``x2`` and ``y2`` one past the last pixel; an image without objects has boxes of shape (0, 4).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import torch
from torch import Tensor

from workbook.errors import UsageError


def read_voc(content: bytes, classes: Sequence[str]) -> dict[str, Tensor]:
    """Return the objects of one VOC annotation.

    VOC counts pixels from 1, and its last pixel is inside the box.

    Args:
        content: the XML file.
        classes: the names of the classes; the label of an object is its place among them.

    Returns:
        ``boxes`` (objects, 4) float32, ``labels`` (objects,) int64, ``difficult`` (objects,) bool.

    """
    if b"<!" in content.replace(b"<!--", b""):
        message = "the annotation declares entities: it is not read"
        raise UsageError(message)
    try:
        objects = ET.fromstring(content).findall("object")  # noqa: S314 - it has no entities
        corners = [[_number(o, f"bndbox/{c}") for c in CORNERS] for o in objects]
        labels = [list(classes).index(_text(o, "name")) for o in objects]
        difficult = [o.findtext("difficult", "0").strip() == "1" for o in objects]
    except (ET.ParseError, ValueError) as error:
        message = f"not a VOC annotation of the classes {', '.join(classes)}: {error}"
        raise UsageError(message) from error
    found = _objects(corners, labels)
    found["boxes"][:, :2] -= 1
    return {**found, "difficult": torch.tensor(difficult).bool()}


CORNERS = ("xmin", "ymin", "xmax", "ymax")


def read_coco(content: bytes) -> dict[int, dict[str, Any]]:
    """Return the objects of every image of a COCO annotation file.

    A COCO box is ``x, y, width, height``. Objects marked ``iscrowd`` are left out. The categories
    of the file, in the order of their ids, become the labels 0, 1, 2, …

    Returns:
        Image id → a dict with ``file``, ``size`` (height, width), ``boxes`` (objects, 4) float32
        and ``labels`` (objects,) int64.

    """
    try:
        parsed = json.loads(content)
        ids = sorted(category["id"] for category in parsed["categories"])
        images = {
            image["id"]: {"file": image["file_name"], "size": (image["height"], image["width"])}
            for image in parsed["images"]
        }
        found: dict[int, list[tuple[list[float], int]]] = {image: [] for image in images}
        for one in parsed["annotations"]:
            if not one.get("iscrowd", 0):
                x, y, width, height = one["bbox"]
                corners = [x, y, x + width, y + height]
                found[one["image_id"]].append((corners, ids.index(one["category_id"])))
    except (ValueError, KeyError, TypeError) as error:
        message = f"not a COCO annotation file: {type(error).__name__}: {error}"
        raise UsageError(message) from error
    return {
        image: {**about, **_objects([c for c, _ in found[image]], [n for _, n in found[image]])}
        for image, about in images.items()
    }


def _objects(corners: list[list[float]], labels: list[int]) -> dict[str, Tensor]:
    """Return boxes and labels, which may be none at all."""
    boxes = np.array(corners, dtype=np.float32).reshape(len(labels), 4)
    return {"boxes": torch.from_numpy(boxes), "labels": torch.tensor(labels).long()}


def _text(element: ET.Element, path: str) -> str:
    text = element.findtext(path)
    if text is None:
        message = f"an object without {path}"
        raise ValueError(message)
    return text.strip()


def _number(element: ET.Element, path: str) -> float:
    return float(_text(element, path))
