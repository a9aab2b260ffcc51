"""All covered images in one batch, scored by a single call."""

from __future__ import annotations


def occlusion_map(score, image, size, stride, value=0.0):
    _, H, W = image.shape
    tops = list(range(0, H - size + 1, stride))
    lefts = list(range(0, W - size + 1, stride))
    batch = image.repeat(len(tops) * len(lefts), 1, 1, 1)
    places = [(top, left) for top in tops for left in lefts]
    for covered, (top, left) in zip(batch, places, strict=True):
        covered[:, top : top + size, left : left + size] = value
    return (score(image.unsqueeze(0)) - score(batch)).reshape(len(tops), len(lefts))
