"""Interpolation in float64, masks over a mesh of coordinates, inference mode."""

from __future__ import annotations

import torch
from torch.nn import functional as F

from .boxes import cxcywh_to_xyxy
from .suppression import batched_nms
from .yolo import yolo_decode, yolo_encode


def prepare(data, size=32, grid=8):
    scale = 1 / data["image"].shape[-1]
    targets = []
    for boxes, labels in zip(data["boxes"], data["labels"], strict=True):
        x1, y1, x2, y2 = (boxes * scale).T
        targets.append(
            yolo_encode(
                torch.stack([x1 + x2, y1 + y2, 2 * (x2 - x1), 2 * (y2 - y1)], 1) / 2,
                labels,
                grid,
                3,
            )
        )
    mask = data["mask"].unsqueeze(1).double()
    return {
        "image": F.interpolate(data["image"], size=size, mode="bilinear"),
        "mask": F.interpolate(mask, size=size).squeeze(1).to(torch.int64),
        "target": torch.stack(targets),
    }


def paint_boxes(boxes, labels, size=32):
    row, column = torch.meshgrid(torch.arange(size), torch.arange(size), indexing="ij")
    mask = torch.zeros(size, size, dtype=torch.long)
    for box, label in zip(boxes, labels, strict=True):
        inside = (box[0] <= column + 0.5) & (column + 0.5 < box[2])
        inside &= (box[1] <= row + 0.5) & (row + 0.5 < box[3])
        mask = torch.where(inside, label + 1, mask)
    return mask


def detect(model, images, conf_thr=0.05, iou_thr=0.5):
    before = model.training
    with torch.inference_mode():
        raw = model.train(mode=False)(images)
        model.train(mode=before)
        out = []
        for boxes, scores, labels in yolo_decode(raw, conf_thr):
            corners = images.shape[-1] * cxcywh_to_xyxy(boxes)
            best = batched_nms(corners, scores, labels, iou_thr)
            out.append(tuple(t[best] for t in (corners, scores, labels)))
    return out
