"""Scenarios of average precision."""

from __future__ import annotations

import torch

from workbook.exercise import scenario

EX = "average_precision"


def scenes(draw, images, kinds, per_image, tries):
    """True boxes, and detections: some near a true box, some twice, some anywhere."""
    truth, found = [], []
    for n in range(images):
        corner = draw.uniform(per_image, 2, high=40.0, name=f"corner {n}")
        size = draw.uniform(per_image, 2, low=4.0, high=9.0, name=f"size {n}")
        boxes = torch.cat([corner, corner + size], dim=1)
        labels = draw.integers(per_image, high=kinds, name=f"labels {n}")
        which = draw.integers(tries, high=per_image, name=f"which {n}")
        moved = boxes[which] + draw.normal(tries, 4, scale=0.9, name=f"moved {n}")
        named = torch.where(
            draw.mask(tries, keep=0.8, name=f"right {n}"),
            labels[which],
            draw.integers(tries, high=kinds, name=f"wrong {n}"),
        )
        scores = (draw.permutation(tries, name=f"scores {n}") + (n + 1) / (images + 2)) / tries
        truth.append((boxes, labels))
        found.append((moved, scores.to(draw.dtype), named))
    return found, truth


def exact(rows, draw):
    return torch.tensor(rows, dtype=draw.dtype, device=draw.device).reshape(-1, 4)


def numbers(values, draw):
    return torch.tensor(values, dtype=draw.dtype, device=draw.device)


def labels(values, draw):
    return torch.tensor(values, dtype=torch.int64, device=draw.device)


@scenario(EX, weight=3, cases={"0.5": dict(iou=0.5), "0.7": dict(iou=0.7)}, float64=False)
def test_average_precision_scenes(m, draw, iou):
    found, truth = scenes(draw, 7, 2, 5, 8)
    return m.average_precision(found, truth, 2, iou)


@scenario(EX, weight=1.5, float64=False)
def test_average_precision_duplicates(m, draw):
    """Every object is found twice, with a lower score the second time."""
    found, truth = scenes(draw, 3, 1, 3, 3)
    twice = [
        (torch.cat([t[0], t[0]]), torch.cat([s / 2 + 0.5, s / 3]), torch.cat([t[1], t[1]]))
        for (_, s, _), t in zip(found, truth, strict=True)
    ]
    return m.average_precision(twice, truth, 1)


@scenario(EX, weight=1, float64=False)
def test_average_precision_by_hand(m, draw):
    """TP, FP, TP over two true boxes, and a second image with another class."""
    at = draw.number(-20, 20)
    truth = [
        (exact([[0, 0, 4, 4], [10, 0, 14, 4]], draw) + at, labels([0, 0], draw)),
        (exact([[0, 0, 4, 4]], draw), labels([1], draw)),
    ]
    first = exact([[10, 0, 14, 4], [5, 5, 9, 9], [0, 0, 4, 4]], draw) + at
    found = [
        (first, numbers([0.5, 0.75, 0.875], draw), labels([0, 0, 0], draw)),
        (exact([[0, 0, 4, 4]], draw), numbers([0.25], draw), labels([0], draw)),
    ]
    return m.average_precision(found, truth, 2)


@scenario(EX, weight=1, aspect="robust", float64=False)
def test_average_precision_nothing(m, draw):
    """No detection, no true box, neither."""
    found, truth = scenes(draw, 3, 2, 3, 4)
    none = [(boxes[:0], scores[:0], names[:0]) for boxes, scores, names in found]
    empty = [(boxes[:0], names[:0]) for boxes, names in truth]
    return [
        m.average_precision(none, truth, 4),
        m.average_precision(found, empty, 2),
        m.average_precision(none, empty, 2),
        m.average_precision(found[:1], truth[:1], 5),
    ]


@scenario(EX, weight=1, aspect="robust", float64=False)
def test_average_precision_equal_scores(m, draw):
    found, truth = scenes(draw, 5, 1, 3, 6)
    rough = [(boxes, (2 * scores).round() / 2, names) for boxes, scores, names in found]
    return m.average_precision(rough, truth, 1)


@scenario(EX, weight=0.5, aspect="robust", float64=False)
def test_average_precision_exactly_the_threshold(m, draw):
    """Overlaps of exactly 1/2, and of a little less."""
    truth = [(exact([[0, 0, 4, 4]], draw), labels([0], draw))]
    half, less = exact([[0, 0, 4, 2]], draw), exact([[0, 0, 4, 1.75]], draw)
    score = numbers([draw.number(0.1, 0.9)], draw)
    one = labels([0], draw)
    return [m.average_precision([(box, score, one)], truth, 1) for box in (half, less)]


@scenario(EX, weight=1, float64=False)
def test_average_precision_crowded(m, draw):
    """Detections whose best true box is already found, with a second one in reach."""
    a, b = [0.0, 0, 8, 8], [2.0, 0, 10, 8]
    truth = [(exact([a, b], draw), labels([0, 0], draw))]
    near = exact([a, [0.5, 0, 8.5, 8], b], draw)
    scores = [draw.number(0.7, 0.9), draw.number(0.4, 0.6), draw.number(0.1, 0.3)]
    return m.average_precision([(near, numbers(scores, draw), labels([0, 0, 0], draw))], truth, 1)


@scenario(EX, weight=1, float64=False)
def test_average_precision_eleven_points(m, draw):
    found, truth = scenes(draw, 1, 1, 7, 13)
    return m.average_precision(found, truth, 1, eleven_point=True)


@scenario(EX, weight=0.5, aspect="efficient", float64=False, max_ops=60_000)
def test_average_precision_many(m, draw):
    found, truth = scenes(draw, 23, 3, 5, 12)
    return m.average_precision(found, truth, 3, 0.6)
