"""What a chapter declares: its exercises (``chapter.toml``) and its scenarios (graders)."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar

Aspect = Literal["values", "gradients", "robust", "efficient"]
Kind = Literal["implement", "debug", "test"]

ASPECTS: tuple[Aspect, ...] = ("values", "gradients", "robust", "efficient")


@dataclass(frozen=True)
class Exercise:
    """One exercise, as ``chapter.toml`` states it."""

    id: str
    number: int
    module: str
    names: tuple[str, ...]
    title: str
    points: float
    kind: Kind = "implement"
    difficulty: int = 1
    importance: int = 1
    minutes: int = 10
    uses: tuple[str, ...] = ()
    forbids: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    learned: str = ""
    starts_from: str = ""


@dataclass(frozen=True)
class Chapter:
    """One chapter: its exercises in order, and where its trees of files are."""

    id: str
    name: str
    title: str
    goal: str
    exercises: tuple[Exercise, ...]
    root: Path

    @property
    def stubs(self) -> Path:
        """The directory a learner edits."""
        return self.root / "exercises" / self.name

    @property
    def recorded(self) -> Path:
        """The directory of what a learner's kit has instead of the reference."""
        return self.root / "recorded" / self.name

    @property
    def solutions(self) -> Path:
        """The directory of the reference."""
        return self.root / "solutions" / self.name

    @property
    def graders(self) -> Path:
        """The directory of the scenarios and of ``chapter.toml``."""
        return self.root / "graders" / self.name

    @property
    def modules(self) -> tuple[str, ...]:
        """The chapter's modules, each once, in the order of the exercises."""
        return tuple(dict.fromkeys(exercise.module for exercise in self.exercises))

    def owner_of(self, name: str) -> Exercise | None:
        """Return the exercise that asks for the function or class ``name``."""
        return next((e for e in self.exercises if name in e.names), None)


@dataclass(frozen=True)
class Failed:
    """What a ``check`` returns when the evidence is not good enough."""

    message: str
    misconception: str | None = None


@dataclass(frozen=True, eq=False)
class Scenario:
    """One thing to do with a module, and how what it returns is judged.

    ``weight`` is this case's own part: a scenario's weight is shared evenly by its cases.
    """

    exercise: str
    id: str
    function: Callable[..., Any]
    case: Mapping[str, Any] = field(default_factory=dict)
    weight: float = 1.0
    aspect: Aspect = "values"
    check: Callable[..., Failed | None] | None = None
    given: Callable[..., tuple[Any, Any]] | None = None
    mutates: tuple[str, ...] = ()
    max_ops: int | None = None
    max_elements: int | None = None
    max_lines: int | None = None
    timeout: float = 10.0
    float64: bool = True
    floor: float | None = None
    slow: bool = False

    @property
    def judged(self) -> bool:
        """Whether a ``check`` decides, instead of a comparison with the reference."""
        return self.check is not None

    @property
    def counts_lines(self) -> bool:
        """Whether the lines that the learner's code runs are counted."""
        return self.max_ops is not None or self.max_lines is not None


Function = TypeVar("Function", bound=Callable[..., Any])


def scenario(  # noqa: PLR0913 - keyword options of a decorator, each with a default
    exercise: str,
    *,
    cases: Mapping[str, Mapping[str, Any]] | None = None,
    weight: float = 1.0,
    aspect: Aspect = "values",
    check: Callable[..., Failed | None] | None = None,
    given: Callable[..., tuple[Any, Any]] | None = None,
    mutates: Sequence[str] = (),
    max_ops: int | None = None,
    max_elements: int | None = None,
    max_lines: int | None = None,
    timeout: float = 10.0,
    float64: bool = True,
    floor: float | None = None,
    slow: bool = False,
) -> Callable[[Function], Function]:
    """Declare a grader function ``test_<exercise>_<what>`` as scenarios of ``exercise``.

    Args:
        exercise: the exercise's id.
        cases: case name → keyword arguments of the function; one scenario each.
        weight: the part of the exercise's points it earns, relative to the other scenarios.
        aspect: what passing it shows: values, gradients, robust or efficient.
        check: judges the evidence on the trusted side, instead of comparing with the reference.
        given: ``given(draw, **case) -> (shown, kept)``, run on the trusted side.
        mutates: names of draws that the exercise is documented to change in place.
        max_ops: the most public torch calls it may make.
        max_elements: the largest tensor it may make, in elements.
        max_lines: the most lines of the learner's own code it may run (50 times the reference's
            if unsaid; counted only where ``max_ops`` or ``max_lines`` is given).
        timeout: seconds of wall time before the run is ended.
        float64: whether the reference also runs in float64, to measure unavoidable rounding.
        floor: the relative tolerance to start from, instead of the dtype's own.
        slow: a training run, longer than about a second.

    """
    shared = dict(
        weight=weight / max(1, len(cases or ())),
        aspect=aspect,
        check=check,
        given=given,
        mutates=tuple(mutates),
        max_ops=max_ops,
        max_elements=max_elements,
        max_lines=max_lines,
        timeout=timeout,
        float64=float64,
        floor=floor,
        slow=slow,
    )

    def declare(function: Function) -> Function:
        prefix = f"test_{exercise}_"
        if not function.__name__.startswith(prefix):
            message = f"the grader function {function.__name__} should be named {prefix}<what>"
            raise ValueError(message)
        what = function.__name__.removeprefix(prefix)
        make = functools.partial(Scenario, exercise=exercise, function=function, **shared)
        if cases is None:
            made = [make(id=what)]
        else:
            made = [make(id=f"{what}[{name}]", case=case) for name, case in cases.items()]
        function.scenarios = tuple(made)  # type: ignore[attr-defined]
        return function

    return declare
