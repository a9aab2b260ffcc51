"""Simple relations between what came back and what was expected, for when no variant fits."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor

from workbook.outcome import Leaf

CLOSE = 1e-4
FEWEST = 4  # fewer entries than this agree by accident


def relation(expected: Any, actual: Any) -> str:
    """Describe the first relation that every differing tensor of two trees shows, or nothing.

    >>> e, a = Leaf(torch.arange(6.0)), Leaf(6 * torch.arange(6.0))
    >>> relation(e, a)
    'yours = 6 × expected'
    """
    pairs = [(e, a) for e, a in _leaves(expected, actual) if not _close(a, e)]
    if not pairs:
        return ""
    for describe in (_zero, _factor, _offset, _transposed, _flipped, _rolled, _up_to):
        told = {describe(e, a) for e, a in pairs}
        if len(told) == 1 and (sentence := told.pop()):
            return sentence
    return ""


def _leaves(expected: Any, actual: Any) -> Iterator[tuple[Tensor, Tensor]]:
    if isinstance(expected, Leaf) and isinstance(actual, Leaf):
        yield expected.tensor.double(), actual.tensor.double()
    elif isinstance(expected, list) and isinstance(actual, list):
        for one, other in zip(expected, actual, strict=False):
            yield from _leaves(one, other)
    elif isinstance(expected, dict) and isinstance(actual, dict):
        for key in expected.keys() & actual.keys():
            yield from _leaves(expected[key], actual[key])
    elif _is_number(expected) and _is_number(actual):
        yield torch.tensor(float(expected)).double(), torch.tensor(float(actual)).double()


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _close(one: Tensor, other: Tensor) -> bool:
    finite = one.isfinite().all() and other.isfinite().all()
    if one.shape != other.shape or not finite:
        return False
    size = float(other.abs().max()) if other.numel() else 0.0
    return bool((one - other).abs().max() <= CLOSE * size) if other.numel() else True


def _zero(expected: Tensor, actual: Tensor) -> str:
    same = expected.shape == actual.shape and expected.numel() > 1
    return "yours is zero everywhere" if same and not actual.any() and expected.any() else ""


def _factor(expected: Tensor, actual: Tensor) -> str:
    if expected.shape != actual.shape or not expected.abs().sum() > 0:
        return ""
    factor = float((expected * actual).sum() / (expected * expected).sum())
    if not math.isfinite(factor) or factor == 0 or not _close(actual, factor * expected):
        return ""
    if abs(factor + 1) < CLOSE:
        return "yours = −expected: the sign is wrong"
    nice = _nice(factor)
    if not nice and expected.numel() < FEWEST:
        return ""
    return f"yours = {nice or format(factor, '.4g')} × expected"


def _nice(factor: float) -> str:
    """Write a factor so that it is recognised: 6, 1/7, √8; nothing if it is none of these."""
    for text, value in (("{}", factor), ("1/{}", 1 / factor)):
        if abs(value - round(value)) < CLOSE * abs(value) and round(value):
            return text.format(round(value))
    for text, value in (("√{}", factor**2), ("1/√{}", factor**-2)):
        if factor > 0 and abs(value - round(value)) < CLOSE * value and round(value):
            return text.format(round(value))
    return ""


def _offset(expected: Tensor, actual: Tensor) -> str:
    if expected.shape != actual.shape or expected.numel() < FEWEST:
        return ""
    offset = float((actual - expected).mean())
    return f"yours = expected + {offset:.4g}" if _close(actual, expected + offset) else ""


def _transposed(expected: Tensor, actual: Tensor) -> str:
    if expected.dim() < 2 or expected.numel() < FEWEST:  # noqa: PLR2004 - a matrix has two axes
        return ""
    for first in range(expected.dim()):
        for second in range(first + 1, expected.dim()):
            if _close(actual, expected.transpose(first, second)):
                return f"yours is the expected one with axes {first} and {second} exchanged"
    return ""


def _moved(
    expected: Tensor, actual: Tensor, move: Callable[[Tensor, int], Tensor], says: str
) -> str:
    if expected.shape != actual.shape or expected.numel() < FEWEST:
        return ""
    for axis in range(expected.dim()):
        if _close(actual, move(expected, axis)):
            return f"yours is the expected one {says} along axis {axis}"
    return ""


def _flipped(expected: Tensor, actual: Tensor) -> str:
    return _moved(expected, actual, lambda t, axis: t.flip(axis), "in reverse order")


def _rolled(expected: Tensor, actual: Tensor) -> str:
    for step, says in ((1, "shifted by one"), (-1, "shifted back by one")):
        if told := _moved(expected, actual, lambda t, axis, s=step: t.roll(s, axis), says):
            return told
    return ""


def _up_to(expected: Tensor, actual: Tensor) -> str:
    """Right at the beginning of one axis, wrong from an index on."""
    if expected.shape != actual.shape or expected.numel() < FEWEST:
        return ""
    size = expected.abs().amax().item()
    wrong = ~((actual - expected).abs() <= CLOSE * size)
    for axis in range(expected.dim()):
        rows = wrong.movedim(axis, 0).flatten(1).any(1) if wrong.dim() > 1 else wrong
        first = int(rows.nonzero()[0]) if rows.any() else 0
        if first > 0 and rows[first:].all() and len(rows) > 2:  # noqa: PLR2004 - a real run
            return f"yours is right up to index {first - 1} of axis {axis}, and wrong from there on"
    return ""
