"""Scenarios of resizing and normalising."""

from __future__ import annotations

import torch

from workbook.exercise import scenario
from workbook.probes import raises, value_and_grads

EX = "resize"
SIZES = {
    "larger": dict(shape=(2, 3, 5), size=(7, 11)),
    "smaller": dict(shape=(2, 13, 11), size=(5, 3)),
    "both": dict(shape=(1, 3, 11), size=(7, 5)),
}


@scenario(EX, weight=2, cases=SIZES)
def test_resize_plain(m, draw, shape, size):
    return m.resize_bilinear(draw.normal(*shape), size)


@scenario(EX, weight=1.5, cases=SIZES)
def test_resize_corners(m, draw, shape, size):
    return m.resize_bilinear(draw.normal(*shape), size, align_corners=True)


@scenario(EX, weight=1.5, cases=SIZES)
def test_resize_antialias(m, draw, shape, size):
    return m.resize_bilinear(draw.normal(*shape), size, antialias=True)


@scenario(EX, weight=1, aspect="robust")
def test_resize_one_pixel(m, draw):
    image, dot = draw.normal(2, 5, 7), draw.normal(3, 1, 1)
    flags = {}, {"align_corners": True}, {"antialias": True}
    one = [m.resize_bilinear(image, (1, 1), **flag) for flag in flags]
    many = [m.resize_bilinear(dot, (3, 2), **flag) for flag in flags]
    same = [m.resize_bilinear(image.transpose(1, 2), (7, 5), **flag) for flag in flags]
    both = dict(align_corners=True, antialias=True)
    return one, many, same, raises(lambda: m.resize_bilinear(image, (2, 2), **both))


@scenario(EX, weight=1, aspect="gradients", cases={"plain": {}, "mean": dict(antialias=True)})
def test_resize_gradients(m, draw, **flag):
    return value_and_grads(lambda x: m.resize_bilinear(x, (3, 7), **flag), draw.normal(2, 5, 4))


@scenario(EX, weight=0.5, aspect="robust", float64=False)
def test_resize_double_precision(m, draw):
    image = draw.uniform(2, 5, 7).double() / 3
    return m.resize_bilinear(image, (11, 3)), m.normalize(image, [0.1, 0.2], [0.3, 0.7])


@scenario(EX, weight=1, aspect="efficient", max_ops=160, max_elements=20_000)
def test_resize_whole_tensors(m, draw):
    image = draw.normal(3, 61, 47)
    return m.resize_bilinear(image, (97, 29)), m.resize_bilinear(image, (13, 31), antialias=True)


@scenario(EX, weight=1)
def test_resize_crop(m, draw):
    image, mask = draw.normal(2, 3, 8, 11), draw.integers(7, 6, high=5)
    cuts = m.center_crop(image, (5, 4)), m.center_crop(mask, (4, 3)), m.center_crop(image, (8, 11))
    return cuts, [raises(lambda s=s: m.center_crop(image, s)) for s in ((9, 3), (3, 12))]


@scenario(EX, weight=1.5)
def test_resize_normalise(m, draw):
    mean, std = draw.uniform(3).tolist(), draw.positive(3).tolist()
    one, many = draw.uniform(3, 5, 7), draw.uniform(2, 3, 4, 3)
    there = m.normalize(one, mean, std)
    return there, m.normalize(many, mean, std), m.denormalize(many, mean, std), there.shape


@scenario(EX, weight=1, float64=False)
def test_resize_normalise_bytes(m, draw):
    mean, std = draw.uniform(3).tolist(), draw.positive(3).tolist()
    image = draw.integers(3, 5, 7, high=256).to(torch.uint8)
    return m.normalize(image, mean, std), m.denormalize(m.normalize(image, mean, std), mean, std)


@scenario(EX, weight=2, cases={"floats": dict(whole=False), "bytes": dict(whole=True)})
def test_resize_stats(m, draw, whole):
    sizes = (5, 2, 3, 7), (1, 2, 11, 2), (2, 2, 4, 5)
    batches = [draw.normal(*s, scale=0.3, shift=n / 2) for n, s in enumerate(sizes)]
    if whole:
        batches = [draw.integers(*s, high=90 + 80 * n).to(torch.uint8) for n, s in enumerate(sizes)]
    return m.channel_stats(iter(batches))
