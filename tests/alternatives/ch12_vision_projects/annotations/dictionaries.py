"""Dictionaries as tables, numpy arrays for boxes."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import numpy as np
import torch


def _boxes(rows):
    array = np.array(rows, dtype=np.float64).reshape(len(rows), 4)
    return torch.from_numpy(array).float()


def parse_voc_xml(text, classes):
    root = ET.XML(text)
    rows, names, hard = [], [], []
    for thing in root:
        if thing.tag != "object":
            continue
        values = {child.tag: child for child in thing if child.tag != "part"}
        edges = {edge.tag: float(edge.text) for edge in values["bndbox"]}
        rows.append([edges["xmin"] - 1, edges["ymin"] - 1, edges["xmax"], edges["ymax"]])
        names.append(values["name"].text.strip())
        hard.append("difficult" in values and values["difficult"].text.strip() == "1")
    if not set(names) <= set(classes):
        msg = f"unknown: {set(names) - set(classes)}"
        raise ValueError(msg)
    labels = np.array([list(classes).index(name) for name in names], dtype=np.int64)
    return {
        "boxes": _boxes(rows),
        "labels": torch.from_numpy(labels),
        "difficult": torch.from_numpy(np.array(hard, dtype=bool)),
    }


def coco_to_targets(coco, image_id):
    by_image = {image["id"]: [] for image in coco["images"]}
    for note in coco["annotations"]:
        by_image[note["image_id"]].append(note)
    if image_id not in by_image:
        msg = "no such image"
        raise ValueError(msg)
    label_of = dict(zip(sorted(c["id"] for c in coco["categories"]), range(10**6), strict=False))
    rows, labels = [], []
    for note in by_image[image_id]:
        x, y, w, h = note["bbox"]
        if note.get("iscrowd"):
            continue
        if w <= 0 or h <= 0:
            continue
        rows.append((x, y, x + w, y + h))
        labels.append(label_of[note["category_id"]])
    return {"boxes": _boxes(rows), "labels": torch.LongTensor(labels)}


def mask_from_palette(image, palette, ignore=255):
    table = {tuple(colour): k for k, colour in enumerate(palette.tolist())}
    _, H, W = image.shape
    colours = image.permute(1, 2, 0).reshape(-1, 3).tolist()
    numbers = [table.get(tuple(colour), ignore) for colour in colours]
    return torch.tensor(numbers, device=image.device).reshape(H, W)


def collate_detection(batch):
    shapes = torch.tensor([image.shape for image, _ in batch])
    first = batch[0][0]
    whole = torch.zeros((len(batch), *shapes.amax(0).tolist()), dtype=first.dtype)
    whole = whole.to(first.device)
    targets = []
    for n, (image, target) in enumerate(batch):
        _, h, w = image.shape
        whole[n, :, 0:h, 0:w] = image
        targets.append(target)
    return whole, targets
