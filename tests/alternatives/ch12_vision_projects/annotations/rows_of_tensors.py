"""Tensors allocated first and filled row by row; colours packed into one number."""

from __future__ import annotations

from xml.dom import minidom

import torch
from torch.nn import functional as F


def _children(node, tag):
    return [child for child in node.childNodes if child.nodeName == tag]


def _text(node, tag, default=None):
    found = _children(node, tag)
    return found[0].firstChild.data if found else default


def parse_voc_xml(text, classes):
    things = _children(minidom.parseString(text).documentElement, "object")  # noqa: S318
    boxes = torch.zeros(len(things), 4)
    labels = torch.zeros(len(things), dtype=torch.long)
    difficult = torch.zeros(len(things), dtype=torch.bool)
    places = {name: k for k, name in enumerate(classes)}
    for n, thing in enumerate(things):
        (frame,) = _children(thing, "bndbox")
        for i, key in enumerate(("xmin", "ymin", "xmax", "ymax")):
            boxes[n, i] = float(_text(frame, key)) - (i < 2)
        name = _text(thing, "name")
        if name not in places:
            msg = f"{name} is not one of the classes"
            raise ValueError(msg)
        labels[n] = places[name]
        difficult[n] = _text(thing, "difficult", "0") == "1"
    return {"boxes": boxes.float(), "labels": labels, "difficult": difficult}


def coco_to_targets(coco, image_id):
    if image_id not in {image["id"] for image in coco["images"]}:
        msg = "no such image"
        raise ValueError(msg)
    own = [a for a in coco["annotations"] if a["image_id"] == image_id]
    own = [a for a in own if a.get("iscrowd", 0) != 1 and min(a["bbox"][2:]) > 0]
    ids = torch.tensor([c["id"] for c in coco["categories"]]).sort().values
    boxes = torch.zeros(len(own), 4, dtype=torch.float32)
    for row, note in zip(boxes, own, strict=True):
        row[:] = torch.tensor(note["bbox"])
    boxes[:, 2:] += boxes[:, :2]
    wanted = torch.tensor([a["category_id"] for a in own], dtype=torch.long)
    return {"boxes": boxes, "labels": torch.searchsorted(ids, wanted)}


def mask_from_palette(image, palette, ignore=255):
    def packed(colours, axis):
        r, g, b = colours.long().unbind(axis)
        return (r * 256 + g) * 256 + b

    numbers = packed(image, 0)
    mask = torch.full_like(numbers, ignore)
    for k, colour in enumerate(packed(palette, 1).tolist()):
        mask[numbers == colour] = k
    return mask


def collate_detection(batch):
    H = max(image.size(1) for image, _ in batch)
    W = max(image.size(2) for image, _ in batch)
    images = [F.pad(image, (0, W - image.size(2), 0, H - image.size(1))) for image, _ in batch]
    return torch.stack(images), [target for _, target in batch]
