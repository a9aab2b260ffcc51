"""Scenarios of data augmentation."""

from __future__ import annotations

import torch

from workbook.exercise import scenario
from workbook.probes import raises, value_and_grads

EX = "augment"


def boxes(draw, count, H, W):
    ends = draw.uniform(count, 2, 2, low=0.05, high=0.95)
    size = torch.tensor([W, H], dtype=draw.dtype, device=draw.device)
    return torch.cat([ends.amin(1) * size, ends.amax(1) * size], dim=1)


@scenario(EX, weight=2)
def test_augment_mirror(m, draw):
    image, frames, mask = draw.normal(3, 5, 7), boxes(draw, 3, 5, 7), draw.integers(5, 7, high=9)
    whole = draw.integers(3, 4, 2, high=256).to(torch.uint8)
    once = m.hflip(image, frames, mask)
    return once, m.hflip(*once), m.hflip(whole), m.hflip(image, mask=mask), m.hflip(image, frames)


CUTS = {
    "inside": dict(pad=0, top=1, left=2, size=(3, 4)),
    "over the border": dict(pad=3, top=1, left=4, size=(6, 9)),
    "lower right": dict(pad=2, top=4, left=7, size=(5, 4)),
    "everything": dict(pad=0, top=0, left=0, size=(5, 7)),
}


@scenario(EX, weight=3, cases=CUTS)
def test_augment_crop(m, draw, pad, top, left, size):
    image, frames, mask = draw.normal(3, 5, 7), boxes(draw, 5, 5, 7), draw.integers(5, 7, high=9)
    return m.random_crop_pad(image, pad, top, left, size, frames, mask)


@scenario(EX, weight=1, aspect="robust")
def test_augment_crop_alone(m, draw):
    image, none = draw.normal(2, 5, 7), draw.normal(0, 4)
    bad = (0, -1, 0), (0, 1, 0), (1, 0, 3), (1, 3, 0), (2, 0, -1)
    return (
        m.random_crop_pad(image, 1, 0, 2, (4, 5)),
        m.random_crop_pad((9 * image).long(), 2, 0, 0, (9, 11), none),
        [raises(lambda a=a: m.random_crop_pad(image, *a, (5, 7))) for a in bad],
        m.resized_crop(image, (0, 0, 5, 7), (3, 3), none),
        m.hflip(image, none),
    )


WINDOWS = {
    "larger": dict(window=(1, 2, 3, 4), size=(7, 11)),
    "smaller": dict(window=(2, 0, 5, 8), size=(3, 5)),
    "everything": dict(window=(0, 0, 7, 9), size=(7, 9)),
}


@scenario(EX, weight=3, cases=WINDOWS)
def test_augment_resized_crop(m, draw, window, size):
    image, frames, mask = draw.normal(2, 7, 9), boxes(draw, 5, 7, 9), draw.integers(7, 9, high=19)
    return m.resized_crop(image, window, size, frames, mask)


ORDERS = {
    "as it is": dict(order=("brightness", "contrast", "saturation")),
    "backwards": dict(order=("saturation", "contrast", "brightness")),
    "contrast first": dict(order=["contrast", "saturation", "brightness"]),
}


@scenario(EX, weight=2, cases=ORDERS)
def test_augment_jitter(m, draw, order):
    image = draw.uniform(3, 5, 7)
    return (
        m.color_jitter(image, 1.625, 1.5, 1.75, order),
        m.color_jitter(image, 0.4375, 0.25, 0.5, order),
    )


@scenario(EX, weight=1)
def test_augment_jitter_defaults(m, draw):
    image = draw.uniform(3, 3, 5)
    steps = (1.375, 1, 1), (1, 1.75, 1), (1, 1, 2.25), (0, 1, 1), (1, 0, 1), (1, 1, 0), (1, 1, 1)
    return [m.color_jitter(image, *factors) for factors in steps]


@scenario(EX, weight=1, aspect="robust", float64=False)
def test_augment_jitter_bytes(m, draw):
    image = draw.integers(3, 5, 7, high=256).to(torch.uint8)
    return m.color_jitter(image, 1.6171875, 1, 1), m.color_jitter(image, 0.6171875, 1, 1)


@scenario(
    EX,
    weight=2.5,
    cases={"a little": dict(degrees=17.25), "far": dict(degrees=-133.5), "over": dict(degrees=71)},
)
def test_augment_rotate(m, draw, degrees):
    return m.rotate(draw.normal(2, 7, 11), degrees, draw.integers(7, 11, high=50))


@scenario(EX, weight=1, cases={"even": dict(side=6), "odd": dict(side=5)})
def test_augment_rotate_quarters(m, draw, side):
    image, mask = draw.normal(2, side, side), draw.integers(side, side, high=50)
    quarters = [m.rotate(image, degrees, mask) for degrees in (0, 90, 180, -90)]
    return quarters, m.rotate(image, 45)[0]


@scenario(EX, weight=1.5)
def test_augment_cutout(m, draw):
    image = draw.normal(3, 7, 9)
    places = (3, 4, 3), (0, 0, 4), (6, 8, 4), (0, 8, 5), (3, 3, 2), (1, 1, 30), (5, 2, 1)
    return [m.cutout(image, *place) for place in places], m.cutout(image, 1, 7, 4, 0.5)


def numbered(draw, count):
    """Return a source of drawn numbers, and what was asked of it."""
    numbers, asked = draw.uniform(count), []

    def rand(n):
        start = sum(asked)
        asked.append(n)
        return numbers[start : start + n]

    return rand, asked


@scenario(EX, weight=2)
def test_augment_pipeline(m, draw):
    rand, asked = numbered(draw, 60)
    image, batch = draw.normal(2, 3, 5), draw.normal(4, 2, 3, 5)
    steps = [
        (lambda x, u: x * u[0] + u[1], 2),
        (lambda x, _: x.flip(-1), 0),
        (lambda x, u: torch.where(u[0] < 0.5, x.flip(-2), x + u[2]), 3),
    ]
    pipeline = m.Compose(steps, rand)
    return pipeline(image), pipeline.batch(batch), pipeline.batch(batch[:1]), pipeline(image), asked


@scenario(EX, weight=1, aspect="gradients")
def test_augment_gradients(m, draw):
    image = draw.uniform(3, 5, 7)
    parts = {
        "mirrored": lambda x: m.hflip(x)[0],
        "cut": lambda x: m.random_crop_pad(x, 2, 1, 3, (5, 6))[0],
        "resized": lambda x: m.resized_crop(x, (1, 1, 3, 5), (4, 4))[0],
        "jittered": lambda x: m.color_jitter(x, 1.25, 0.75, 1.5),
        "turned": lambda x: m.rotate(x, 33.0)[0],
        "painted over": lambda x: m.cutout(x, 1, 6, 3),
    }
    return {name: value_and_grads(part, image) for name, part in parts.items()}


@scenario(EX, weight=1, aspect="efficient", max_ops=500)
def test_augment_whole_tensors(m, draw):
    image, mask = draw.uniform(3, 41, 37), draw.integers(41, 37, high=9)
    return m.rotate(image, 21.5, mask), m.color_jitter(image, 1.5, 1.25, 0.5)
