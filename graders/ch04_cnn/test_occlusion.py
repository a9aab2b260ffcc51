"""Scenarios of the occlusion map."""

from __future__ import annotations

from workbook.exercise import scenario


def scores_of(weight):
    """A stand-in for a network: a smooth function of every pixel, one score per image."""

    def score(images):
        linear = (images * weight).flatten(1)
        return linear.sum(1) + linear.square().sum(1) / 8

    return score


@scenario(
    "occlusion_map",
    weight=3,
    cases={
        "touching": dict(size=2, stride=2, value=0.0),
        "overlapping": dict(size=3, stride=1, value=0.5),
        "gaps": dict(size=2, stride=3, value=-1.0),
        "rest at the border": dict(size=3, stride=3, value=0.25),
    },
)
def test_occlusion_map_values(m, draw, size, stride, value):
    image, weight = draw.normal(3, 7, 11), draw.normal(3, 7, 11)
    return m.occlusion_map(scores_of(weight), image, size, stride, value)


@scenario("occlusion_map", weight=1)
def test_occlusion_map_one_dot(m, draw):
    image = draw.normal(1, 5, 7) * 0
    image[0, draw.integer(0, 3), draw.integer(1, 5)] = 1.0
    return m.occlusion_map(lambda images: images.sum((1, 2, 3)), image, 1, 1)


@scenario("occlusion_map", weight=0.5, aspect="robust")
def test_occlusion_map_whole_image(m, draw):
    image, weight = draw.normal(2, 5, 5), draw.normal(2, 5, 5)
    return m.occlusion_map(scores_of(weight), image, 5, 1)


@scenario("occlusion_map", weight=1, aspect="robust")
def test_occlusion_map_twice(m, draw):
    image, weight = draw.normal(2, 5, 7), draw.normal(2, 5, 7)
    score = scores_of(weight)
    return [m.occlusion_map(score, image, 2, 1) for _ in range(2)], image
