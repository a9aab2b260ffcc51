"""Index lists and Python loops; NMS class by class, sorted by hand."""

from __future__ import annotations

import torch

from .boxes import cxcywh_to_xyxy, xyxy_to_cxcywh
from .suppression import nms
from .yolo import yolo_decode, yolo_encode


def prepare(data, size=32, grid=8):
    n, _, old, _ = data["image"].shape
    nearest = torch.arange(size) * old // size
    target = torch.zeros(n, grid, grid, 8, dtype=data["image"].dtype)
    for i in range(n):
        target[i] = yolo_encode(xyxy_to_cxcywh(data["boxes"][i] / old), data["labels"][i], grid, 3)
    place = ((torch.arange(size) + 0.5) * old / size - 0.5).clamp(0, old - 1)
    low = place.floor().long()
    high, share = (low + 1).clamp(max=old - 1), (place - place.floor()).to(data["image"].dtype)
    rows = torch.lerp(data["image"][:, :, low], data["image"][:, :, high], share[:, None])
    image = torch.lerp(rows[..., low], rows[..., high], share)
    return {"target": target, "image": image, "mask": data["mask"][:, nearest][:, :, nearest]}


def paint_boxes(boxes, labels, size=32):
    mask = [[0] * size for _ in range(size)]
    for (x1, y1, x2, y2), label in zip(boxes.tolist(), labels.tolist(), strict=True):
        for row in range(size):
            for column in range(size):
                if x1 <= column + 0.5 < x2 and y1 <= row + 0.5 < y2:
                    mask[row][column] = 1 + label
    return torch.tensor(mask, dtype=torch.int64)


@torch.no_grad()
def detect(model, images, conf_thr=0.05, iou_thr=0.5):
    was_training = model.training
    model.eval()
    raw = model(images)
    if was_training:
        model.train()
    results = []
    for boxes, scores, labels in yolo_decode(raw, conf_thr):
        corners = cxcywh_to_xyxy(boxes * images.shape[3])
        kept = []
        for k in set(labels.tolist()):
            own = torch.nonzero(labels == k)[:, 0]
            kept += own[nms(corners[own], scores[own], iou_thr)].tolist()
        kept.sort(key=lambda n: (-float(scores[n]), n))
        kept = torch.tensor(kept, dtype=torch.int64)
        results.append((corners[kept], scores[kept], labels[kept]))
    return results
