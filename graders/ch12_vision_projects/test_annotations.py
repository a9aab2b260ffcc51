"""Scenarios of annotations. Every file is written here, from drawn numbers."""

from __future__ import annotations

import torch

from workbook.exercise import scenario
from workbook.probes import raises

EX = "annotations"
NAMES = ["cat", "dog", "horse", "aeroplane", "person"]


def edges(draw, count, name):
    low = draw.integers(count, 2, low=1, high=90, name=f"{name} low")
    size = draw.integers(count, 2, low=0, high=60, name=f"{name} size")
    return torch.cat([low, low + size], 1).tolist()


def frame(box, decimals=""):
    keys = ["xmin", "ymin", "xmax", "ymax"]
    pairs = [f"<{k}>{v}{decimals}</{k}>" for k, v in zip(keys, box, strict=True)]
    order = [3, 0, 2, 1]  # children may come in any order
    return "<bndbox>" + "\n ".join(pairs[i] for i in order) + "</bndbox>"


def voc(objects):
    head = "<folder>made here</folder><size><width>200</width><height>170</height></size>"
    return f"<annotation>{head}{''.join(objects)}</annotation>"


@scenario(EX, weight=2, float64=False)
def test_annotations_voc(m, draw):
    boxes, labels = edges(draw, 5, "boxes"), draw.permutation(5).tolist()
    hard = ["<difficult>1</difficult>", "", "<difficult>0</difficult>", "", ""]
    objects = [
        f"<object><name>{NAMES[k]}</name>{flag}{frame(box)}</object>"
        for k, box, flag in zip(labels, boxes, hard, strict=True)
    ]
    return m.parse_voc_xml(voc(objects), NAMES)


@scenario(EX, weight=1, float64=False)
def test_annotations_voc_parts(m, draw):
    outer, inner = edges(draw, 2, "outer"), edges(draw, 2, "inner")
    parts = [f"<part><name>head</name>{frame(box)}</part>" for box in inner]
    objects = [
        f"<object>{part}{frame(box, '.5')}<difficult>0</difficult><name>person</name></object>"
        for part, box in zip(parts, outer, strict=True)
    ]
    return m.parse_voc_xml(voc(objects), NAMES), m.parse_voc_xml(voc(objects[:1]), NAMES[4:])


@scenario(EX, weight=1.5, aspect="robust", float64=False)
def test_annotations_voc_nothing(m, draw):
    one = f"<object><name>zebra</name>{frame(edges(draw, 1, 'box')[0])}</object>"
    return m.parse_voc_xml(voc([]), NAMES), raises(lambda: m.parse_voc_xml(voc([one]), NAMES))


def coco(draw):
    ids = [90, 3, 18, 57, 1]  # with gaps, in no order
    picture, kind = draw.integers(11, high=3).tolist(), draw.integers(11, high=5).tolist()
    corner, size = draw.uniform(11, 2, high=90.0), draw.uniform(11, 2, low=1.0, high=60.0)
    boxes = torch.cat([corner, size], 1).tolist()
    boxes[9][3], boxes[10][2] = 0.0, 0.0  # without area
    notes = [
        {"id": n, "image_id": 70 + p, "category_id": ids[k], "bbox": box}
        | ({} if n % 3 == 0 else {"iscrowd": int(n % 4 == 1)})
        for n, (p, k, box) in enumerate(zip(picture, kind, boxes, strict=True))
    ]
    for n, image_id in ((1, 70), (2, 70), (5, 71), (9, 70), (10, 71)):
        notes[n]["image_id"] = image_id  # a crowd and a box without area in both
    return {
        "images": [{"id": i, "file_name": f"{i}.jpg"} for i in (72, 70, 71, 99)],
        "categories": [{"id": i, "name": f"kind {i}"} for i in ids],
        "annotations": notes,
    }


@scenario(EX, weight=3, float64=False, cases={"first": dict(i=70), "second": dict(i=71)})
def test_annotations_coco(m, draw, i):
    file = coco(draw)
    return m.coco_to_targets(file, i), len(file["annotations"]), file["annotations"][0]["bbox"]


@scenario(EX, weight=1.5, aspect="robust", float64=False)
def test_annotations_coco_nothing(m, draw):
    file = coco(draw)
    return m.coco_to_targets(file, 99), raises(lambda: m.coco_to_targets(file, 5))


@scenario(EX, weight=2, float64=False)
def test_annotations_palette(m, draw):
    palette = torch.tensor([[0, 0, 0], [128, 0, 0], [0, 128, 0], [128, 128, 0], [0, 0, 128]])
    palette = torch.cat([palette, torch.tensor([[224, 224, 192]])]).to(torch.uint8)
    classes = draw.integers(7, 5, high=6)
    image = palette.to(classes.device)[classes].permute(2, 0, 1)
    known = palette[:5].to(classes.device)
    return m.mask_from_palette(image, known), m.mask_from_palette(image, known.flip(0), 77)


@scenario(EX, weight=2)
def test_annotations_collate(m, draw):
    sizes = [(5, 11), (7, 3), (2, 2)]
    images = [draw.normal(3, *size) for size in sizes]
    targets = [{"boxes": draw.uniform(n, 4), "labels": draw.integers(n, high=5)} for n in (2, 0, 3)]
    joined, listed = m.collate_detection(list(zip(images, targets, strict=True)))
    whole = draw.integers(1, 4, 3, high=256, name="bytes").to(torch.uint8)
    return joined, listed, m.collate_detection([(whole, {})])
