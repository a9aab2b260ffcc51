"""Outcome against outcome → a ``Verdict`` whose message a learner understands.

The order is fixed, and the first difference is told: kind and structure, shape, dtype, device,
finite where the reference is, inputs left unchanged, values.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from workbook.exercise import Scenario
from workbook.outcome import Alien, Leaf, Outcome, Raised
from workbook.report.model import Status

FLOORS: dict[torch.dtype, float] = {
    torch.float64: 1e-9,
    torch.float32: 2e-5,
    torch.float16: 2e-3,
    torch.bfloat16: 1.6e-2,
}
CUDA_FACTOR = 4.0  # other kernels, other orders of summation
ROUNDINGS = 8.0  # how many times the reference's own rounding a right answer may be off
DISTINCT = 10.0  # a variant differs from the reference by more tolerances than this
SHOWN_TEXT = 80
LARGEST_EXACT = 2.0**53  # above it, a float is always an integer


@dataclass(frozen=True)
class Verdict:
    """What is said of one scenario. ``distance`` is the largest difference in tolerances."""

    status: Status
    message: str = ""
    distance: float = 0.0

    @property
    def passed(self) -> bool:
        """Whether the outcome is right."""
        return self.status == "passed"


@dataclass(frozen=True)
class Target:
    """The reference's outcome, with what is needed to say how near another must come.

    ``exact`` is the reference's outcome in float64, where the scenario supports that.
    """

    outcome: Outcome
    exact: Outcome | None = None
    floor: float | None = None


class Difference(Exception):
    """The first difference found; its text is the sentence."""


def compare(target: Target, actual: Outcome) -> Verdict:
    """Compare an outcome with the reference's and say the first difference in one sentence."""
    if actual.ending != "returned":
        return Verdict(actual.ending, actual.message, math.inf)
    reference, exact = target.outcome, target.exact
    try:
        _same_tables(reference.tables, actual.tables)
        _same_structure(reference.value, actual.value, "")
        pairs = [*_pairs(reference.value, actual.value, exact and exact.value, "")]
        pairs += _after(target, actual)
        for check in (_same_shape, _same_dtype, _same_device, _finite):
            for pair in pairs:
                check(pair.place, pair.ours, pair.theirs)
        _inputs_kept(reference, actual)
    except Difference as difference:
        return Verdict("failed", str(difference), math.inf)
    scale = _scale(pair.ours.tensor for pair in pairs)
    told = [_apart(pair, target.floor, scale) for pair in pairs]
    distance = max((d for d, _ in told), default=0.0)
    message = next((sentence for _, sentence in told if sentence), "")
    return Verdict("failed" if message else "passed", message, distance)


def alike(scenario: Scenario, variant: Outcome, actual: Outcome) -> bool:
    """Whether a learner's outcome is the variant's."""
    if variant.returned and actual.returned:
        return compare(Target(variant, floor=scenario.floor), actual).passed
    return (variant.ending, variant.error) == (actual.ending, actual.error)


def is_distinct(target: Target, outcome: Outcome) -> bool:
    """Whether an outcome is clearly another than the reference's."""
    verdict = compare(target, outcome)
    return not verdict.passed and verdict.distance > DISTINCT


def _same_tables(expected: list[Any], actual: list[Any]) -> None:
    """Compare the parameters that a probe filled: names and shapes, or shapes in order."""
    for (how, ours), (_, theirs) in zip(expected, actual, strict=False):
        if how == "name":
            _same_names(dict(_hashable(ours)), dict(_hashable(theirs)))
        else:
            _same_order(ours, theirs)


def _hashable(table: list[Any]) -> Iterator[tuple[str, tuple[int, ...]]]:
    for name, shape in table:
        yield str(name), tuple(shape)


def _same_names(expected: dict[str, tuple[int, ...]], actual: dict[str, tuple[int, ...]]) -> None:
    for name, shape in expected.items():
        if name not in actual:
            listed = ", ".join(actual) or "no parameters at all"
            message = f"the module should have a parameter or buffer `{name}`; yours has {listed}"
            raise Difference(message)
        if actual[name] != shape:
            message = f"`{name}` should have shape {shape}, yours has {actual[name]}"
            raise Difference(message)
    for name in actual:
        if name not in expected:
            message = f"the module has a parameter or buffer `{name}` that does not belong there"
            raise Difference(message)


def _same_order(expected: list[Any], actual: list[Any]) -> None:
    counts = [sum("." not in str(name) for name, _ in table) for table in (expected, actual)]
    if counts[0] != counts[1]:
        message = f"the module has {counts[1]} parameters, the documented layout has {counts[0]}"
        raise Difference(message)
    for (name, ours), (_, theirs) in zip(expected, actual, strict=False):
        if list(ours) != list(theirs):
            message = (
                f"parameter {name} is {tuple(theirs)}, the documented layout has {tuple(ours)}"
            )
            raise Difference(message)
    if len(expected) != len(actual):
        buffers = len(expected) - counts[0], len(actual) - counts[1]
        message = f"the module has {buffers[1]} buffers, the documented layout has {buffers[0]}"
        raise Difference(message)


def _same_structure(ours: Any, theirs: Any, place: str) -> None:
    if isinstance(ours, list | dict) and type(ours) is type(theirs):
        _same_length(ours, theirs, place)
        keys = ours if isinstance(ours, dict) else range(len(ours))
        for key in keys:
            _same_structure(ours[key], theirs[key], _inside(place, key))
        return
    if isinstance(ours, Raised) or isinstance(theirs, Raised) or _is_silence(ours):
        _same_exception(ours, theirs, place)
        return
    if isinstance(ours, str) and isinstance(theirs, str):
        if ours != theirs:
            message = f"{_at(place)}expected {_quoted(ours)}, got {_quoted(theirs)}"
            raise Difference(message)
        return
    if isinstance(ours, bool) and isinstance(theirs, bool):
        if ours != theirs:
            message = f"{_at(place)}expected {ours}, got {theirs}"
            raise Difference(message)
        return
    if _kind(ours) != _kind(theirs):
        message = f"{_at(place)}expected {describe(ours)}, got {describe(theirs)}"
        raise Difference(message)


def _same_length(ours: Any, theirs: Any, place: str) -> None:
    if isinstance(ours, dict) and set(ours) != set(theirs):
        missing, extra = sorted(set(ours) - set(theirs)), sorted(set(theirs) - set(ours))
        what = f"`{missing[0]}` is missing" if missing else f"`{extra[0]}` is one too many"
        message = f"{_at(place)}{what}: expected the keys {', '.join(sorted(ours))}"
        raise Difference(message)
    if len(ours) != len(theirs):
        message = f"{_at(place)}expected {len(ours)} results, got {len(theirs)}"
        raise Difference(message)


def _same_exception(ours: Any, theirs: Any, place: str) -> None:
    if isinstance(ours, Raised):
        if not isinstance(theirs, Raised):
            message = f"{_at(place)}expected {ours.names[0]} to be raised, but nothing was"
            raise Difference(message)
        if ours.names[0] not in theirs.names:
            message = (
                f"{_at(place)}expected {ours.names[0]} to be raised, but it was {theirs.names[0]}"
            )
            raise Difference(message)
    elif isinstance(theirs, Raised):
        message = f"{_at(place)}raised {theirs.names[0]}, where nothing should be raised"
        raise Difference(message)


def _is_silence(ours: Any) -> bool:
    return isinstance(ours, str) and ours == "nothing was raised"


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int | float):
        return "number"
    return type(value).__name__


def describe(value: Any) -> str:  # noqa: PLR0911 - a table of kinds
    """Name a value in a few words: ``a tensor of shape (2, 3)``.

    >>> describe(None)
    'None'
    >>> describe([1, 2])
    'a sequence of 2'
    """
    if isinstance(value, Leaf):
        return f"a tensor of shape {tuple(value.tensor.shape)}"
    if isinstance(value, Alien):
        return f"an object of type {value.type_name}"
    if isinstance(value, Raised):
        return f"a {value.names[0]}"
    if isinstance(value, list):
        return f"a sequence of {len(value)}"
    if isinstance(value, dict):
        return f"a dict with the keys {', '.join(value)}" if value else "an empty dict"
    if isinstance(value, str):
        return f"the text {_quoted(value)}"
    if value is None:
        return "None"
    return f"the {_kind(value)} {value}" if not isinstance(value, bool) else str(value)


def _quoted(text: str) -> str:
    return repr(text if len(text) <= SHOWN_TEXT else f"{text[: SHOWN_TEXT - 1]}…")


@dataclass(frozen=True)
class Pair:
    """Two leaves at one place of the trees, and the reference's in float64 if there is one."""

    place: str
    ours: Leaf
    theirs: Leaf
    exact: Tensor | None = None


def _pairs(ours: Any, theirs: Any, exact: Any, place: str) -> Iterator[Pair]:
    """Walk two trees of one structure; numbers count as tensors without a shape."""
    if isinstance(ours, list | dict):
        for key in ours if isinstance(ours, dict) else range(len(ours)):
            inner = _child(exact, key)
            yield from _pairs(ours[key], theirs[key], inner, _inside(place, key))
    elif isinstance(ours, Leaf):
        yield Pair(place, ours, theirs, exact.tensor if isinstance(exact, Leaf) else None)
    elif isinstance(ours, int | float) and not isinstance(ours, bool):
        inner = _number_leaf(exact).tensor if isinstance(exact, int | float) else None
        yield Pair(place, _number_leaf(ours), _number_leaf(theirs), inner)


def _after(target: Target, actual: Outcome) -> Iterator[Pair]:
    """Walk the after-states of the draws that may be changed in place."""
    exact = target.exact.after if target.exact else {}
    for key, ours in target.outcome.after.items():
        if key not in actual.after:  # the tool itself would have written it down
            message = f"the {key} afterwards is missing"
            raise Difference(message)
        inner = exact[key].tensor if key in exact else None
        yield Pair(f"the {key} afterwards", ours, actual.after[key], inner)


def _child(tree: Any, key: Any) -> Any:
    try:
        return tree[key]
    except (TypeError, KeyError, IndexError):
        return None


def _number_leaf(value: float) -> Leaf:
    """Python numbers compare by value: 2 is 2.0, and float32 rounding is allowed."""
    try:
        return Leaf(torch.tensor(float(value), dtype=torch.float64), device="")
    except OverflowError:
        return Leaf(torch.tensor(math.inf, dtype=torch.float64), device="")


def _same_shape(place: str, ours: Leaf, theirs: Leaf) -> None:
    a, b = tuple(ours.tensor.shape), tuple(theirs.tensor.shape)
    if a != b:
        message = f"{_at(place)}expected shape {a}, got {b}"
        raise Difference(message)


def _same_dtype(place: str, ours: Leaf, theirs: Leaf) -> None:
    a, b = ours.tensor.dtype, theirs.tensor.dtype
    if a != b:
        message = f"{_at(place)}expected dtype {_short(a)}, got {_short(b)}"
        raise Difference(message)


def _same_device(place: str, ours: Leaf, theirs: Leaf) -> None:
    if ours.device != theirs.device:
        message = (
            f"{_at(place)}expected a tensor on {ours.device}, got one on {theirs.device}: "
            "make new tensors on the device of the inputs"
        )
        raise Difference(message)


def _finite(place: str, ours: Leaf, theirs: Leaf) -> None:
    if not ours.tensor.is_floating_point():
        return
    odd = ~_same_special(ours.tensor, theirs.tensor)
    if odd.any():
        raise Difference(_told(place, ours.tensor, theirs.tensor, odd))


def _same_special(ours: Tensor, theirs: Tensor) -> Tensor:
    """Where both are finite, both are NaN, or both are the same infinity."""
    finite = ours.isfinite() & theirs.isfinite()
    return finite | (ours.isnan() & theirs.isnan()) | (ours == theirs)


def _inputs_kept(expected: Outcome, actual: Outcome) -> None:
    for key in actual.changed:
        if key not in expected.changed:
            message = f"your code changed its {key} in place: work on a copy"
            raise Difference(message)


def _apart(pair: Pair, floor: float | None, scale: float) -> tuple[float, str]:
    """Return the largest difference in tolerances, and a sentence if it is too large."""
    a, b = pair.ours.tensor, pair.theirs.tensor
    if not a.is_floating_point():
        wrong = a != b
        return (math.inf, _told(pair.place, a, b, wrong)) if wrong.any() else (0.0, "")
    if not a.numel():
        return 0.0, ""
    a64, b64 = a.double(), b.double()
    apart = torch.where(a64.isfinite(), (a64 - b64).abs(), torch.zeros_like(a64))
    tolerance = _tolerance(pair.ours, pair.exact, floor, scale)
    wrong = apart > tolerance
    sentence = _told(pair.place, a, b, wrong) if wrong.any() else ""
    return float(apart.max()) / tolerance, sentence


def _tolerance(ours: Leaf, exact: Tensor | None, floor: float | None, scale: float) -> float:
    a = ours.tensor
    dtype = torch.float32 if ours.device == "" else a.dtype
    relative = floor if floor is not None else FLOORS.get(dtype, FLOORS[torch.float32])
    if ours.device == "cuda":
        relative *= CUDA_FACTOR
    size = _scale([a]) or scale or 1.0
    rounding = 0.0
    if exact is not None and exact.shape == a.shape:
        apart = (a.double() - exact.double()).abs()
        rounding = float(apart.nan_to_num(nan=0.0, posinf=0.0).max())
    smallest = torch.finfo(dtype).tiny  # below it, rounding is absolute
    return max(relative * size, ROUNDINGS * rounding, smallest)


def _scale(tensors: Any) -> float:
    """Return the largest finite magnitude."""
    largest = 0.0
    for tensor in tensors:
        finite = tensor[tensor.isfinite()] if tensor.is_floating_point() else tensor.new_empty(0)
        if finite.numel():
            largest = max(largest, float(finite.abs().max()))
    return largest


def _told(place: str, a: Tensor, b: Tensor, wrong: Tensor) -> str:
    index = _first(wrong)
    expected, got = _show_two(a[index].item(), b[index].item())
    return f"{_at(place, index)}expected {expected}, got {got}{_share(wrong)}"


def _share(wrong: Tensor) -> str:
    count, total = int(wrong.sum()), wrong.numel()
    if total == 1:
        return ""
    if count == total:
        return f" (all {total} values differ)"
    return f" ({count} of {total} values {'differs' if count == 1 else 'differ'})"


def _first(wrong: Tensor) -> tuple[int, ...]:
    return tuple(int(i) for i in wrong.nonzero()[0])


def _show_two(a: float | bool, b: float | bool) -> tuple[str, str]:  # noqa: FBT001 - entries
    """Write two numbers with as many digits as it takes to see that they differ."""
    if not isinstance(a, float):
        return str(a), str(b)
    if a.is_integer() and b.is_integer() and max(abs(a), abs(b)) < LARGEST_EXACT:
        return f"{a:.0f}", f"{b:.0f}"
    for digits in (6, 9, 17):
        shown = f"{a:.{digits}g}", f"{b:.{digits}g}"
        if shown[0] != shown[1]:
            break
    return shown


def _short(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")


OF_GRADIENTS = {"gradients", "inputs", "parameters"}  # what the probes call them


def _inside(place: str, key: Any) -> str:
    if isinstance(key, int):
        return f"{place}[{key}]" if place else f"result {key + 1}"
    if not place:
        return "the gradient of" if key in OF_GRADIENTS else str(key)
    return f"{place} {key}"


def _at(place: str, index: tuple[int, ...] = ()) -> str:
    """Name the place of a difference: ``the gradient of weight at [0, 2]: ``."""
    where = f"at [{', '.join(map(str, index))}]" if index else ""
    named = " ".join(part for part in (place, where) if part)
    return f"{named}: " if named else ""
