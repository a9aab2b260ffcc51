"""One scenario on one ``m`` → an ``Outcome``: data, or how it failed."""

from __future__ import annotations

import contextlib
import io
import os
import random
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch

from workbook.draw import Draw, current, unchanged
from workbook.errors import CourseError
from workbook.exercise import Chapter, Scenario
from workbook.guards import ForbiddenCall, Guard, Stopped, resolve
from workbook.loading import Absent, Loaded, LoadError
from workbook.outcome import Ending, Leaf, Outcome, TooLarge, freeze

MAX_PRINTED = 1_000_000
KEPT_PRINTED = 2_000
MAX_MESSAGE = 500
OUT_OF_MEMORY = ("can't allocate memory", "not enough memory", "out of memory")


@dataclass(frozen=True)
class Run:
    """What to run, and how: everything that a worker is told about one run."""

    scenario: str
    seed: int
    device: str = "cpu"
    float64: bool = False
    max_lines: int | None = None
    shown: Any = None


@dataclass
class InPlace:
    """A run in a process that a person works in (pytest): output stays visible.

    ``let_through`` are exceptions that are not the learner's (a debugger's, a timeout's);
    ``raised`` is what the learner's code raised, for the debugger to look at.
    """

    let_through: tuple[type[BaseException], ...] = ()
    raised: BaseException | None = None


class TooMuchOutput(Stopped):
    """The code printed without end."""


class _Printed(io.TextIOBase):
    """Stands for stdout and stderr: keeps the beginning, and stops a flood."""

    def __init__(self) -> None:
        self._kept: list[str] = []
        self._count = 0

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if self._count < KEPT_PRINTED:
            self._kept.append(text[: KEPT_PRINTED - self._count])
        self._count += len(text)
        if self._count > MAX_PRINTED:
            message = f"printed more than {MAX_PRINTED:,} characters; remove the print"
            raise TooMuchOutput(message)
        return len(text)

    @property
    def beginning(self) -> str:
        return "".join(self._kept)


def run(  # noqa: PLR0913 - the two modes of running are two words
    chapter: Chapter,
    scenario: Scenario,
    m: Loaded,
    what: Run,
    *,
    trusted: bool,
    in_place: InPlace | None = None,
) -> Outcome:
    """Run ``scenario`` on ``m`` and say how it ended.

    Args:
        chapter: the scenario's chapter.
        scenario: what to do.
        m: the learner's module, or the reference's.
        what: seed, device, precision, and what the trusted side shows.
        trusted: whether this is the reference, which no guard holds back.
        in_place: given where a person's debugger and output must go on working.

    """
    exercise = next(e for e in chapter.exercises if e.id == scenario.exercise)
    dtype = torch.float64 if what.float64 else torch.float32
    draw = Draw(what.seed, full_name(chapter, scenario), dtype, what.device)
    m.on_call = draw.learner_was_called
    printed = _Printed()
    guard = Guard(
        forbidden=resolve(() if trusted else exercise.forbids),
        files=m.files,
        max_ops=None if trusted else scenario.max_ops,
        max_elements=None if trusted else scenario.max_elements,
        max_lines=(0 if trusted else what.max_lines) if scenario.counts_lines else None,
        modes=not scenario.slow,
    )
    arguments: dict[str, Any] = dict(scenario.case)
    if scenario.given is not None:
        arguments["shown"] = what.shown
    with _fresh_state(dtype), contextlib.nullcontext() if in_place else _speaking_to(printed):
        token = current.set(draw)
        try:
            with guard:
                value = scenario.function(m, draw, **arguments)
            guard.raise_violation()  # learner code may have caught it
            outcome = _returned(value, scenario, draw)
        except BaseException as error:
            if in_place and isinstance(error, in_place.let_through):
                raise
            if in_place:
                in_place.raised = error
            outcome = _failed(guard.violation or error, m)
        finally:
            current.reset(token)
    return replace(outcome, lines=guard.lines, ops=guard.ops, printed=printed.beginning)


def full_name(chapter: Chapter, scenario: Scenario) -> str:
    """Return the scenario's name in the course, ``ch04/conv2d/geometry[stride 2]``."""
    return f"{chapter.id}/{scenario.exercise}/{scenario.id}"


def _returned(value: Any, scenario: Scenario, draw: Draw) -> Outcome:
    changed = [drawn for drawn in draw.handed_out if not unchanged(drawn)]
    return Outcome(
        "returned",
        freeze(value),
        changed=tuple(d.key for d in changed if d.key not in scenario.mutates),
        after={
            d.key: Leaf(d.tensor.detach().cpu().clone())
            for d in draw.handed_out
            if d.key in scenario.mutates
        },
        tables=draw.tables,
    )


Sentence = Callable[[Any, str], str]

SENTENCES: tuple[tuple[Any, Sentence], ...] = (
    (Stopped | LoadError | TooLarge, lambda error, _: _clean(error)),
    (SystemExit, lambda _, at: f"your code called sys.exit(){at}: return a value instead"),
    (RecursionError, lambda _, at: f"your code calls itself without end{at} (RecursionError)"),
    (MemoryError, lambda _, at: f"your code asked for more memory than it may use{at}"),
    (SyntaxError, lambda error, _: f"{_place(error)} is not valid Python: {error.msg}"),
    (ImportError, lambda error, at: f"an import failed{at}: {_clean(error)}"),
    (BaseException, lambda error, at: f"{type(error).__name__}{at}: {_clean(error)}"),
)


def _failed(error: BaseException, m: Loaded) -> Outcome:
    """Say in one sentence what an exception means."""
    if isinstance(error, KeyboardInterrupt | CourseError):
        raise error
    is_todo = isinstance(error, NotImplementedError) and _clean(error).startswith("TODO:")
    if isinstance(error, Absent) or is_todo:
        return Outcome("not_attempted")
    if isinstance(error, LoadError) and error.__cause__ is not None:
        error = error.__cause__
    where = _where(error, m.files)
    if any(text in _clean(error) for text in OUT_OF_MEMORY):
        error = MemoryError()
    sentence = next(say for kinds, say in SENTENCES if isinstance(error, kinds))
    message = one_line(sentence(error, where) + _signature_hint(error, m))
    return Outcome(_ending(error), message=message, error=type(error).__name__)


def _ending(error: BaseException) -> Ending:
    if isinstance(error, ForbiddenCall):
        return "forbidden"
    return "over_budget" if isinstance(error, Stopped | MemoryError) else "error"


def _place(error: SyntaxError) -> str:
    return f"{os.path.basename(error.filename or '')}:{error.lineno}"  # noqa: PTH119 - a name


def _where(error: BaseException, files: frozenset[str]) -> str:
    """Return `` at pooling.py:12`` for the innermost line of the learner's own code."""
    frames = traceback.extract_tb(error.__traceback__)
    for frame in reversed(frames):
        if frame.filename in files:
            return f" at {os.path.basename(frame.filename)}:{frame.lineno}"  # noqa: PTH119
    return ""


def _signature_hint(error: BaseException, m: Loaded) -> str:
    """A call that does not fit the learner's signature gets the stub's signature shown."""
    if not isinstance(error, TypeError) or "argument" not in str(error):
        return ""
    called = str(error).partition("(")[0].removesuffix(".__init__").strip()
    contract = m.contracts.get(called)
    return f"; the signature is {contract.signature}" if contract else ""


def _clean(error: BaseException) -> str:
    """The error's text on one line, without control characters, cut short."""
    try:
        text = str(error)
    except Exception:  # noqa: BLE001 - learner code may have written __str__
        text = "(its message cannot be read)"
    return one_line(text)


def one_line(text: str) -> str:
    """Return text that learner code may have made, fit to be shown: one line, not too long."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= MAX_MESSAGE else f"{line[: MAX_MESSAGE - 1]}…"


@contextlib.contextmanager
def _speaking_to(printed: _Printed) -> Iterator[None]:
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        yield


@contextlib.contextmanager
def _fresh_state(dtype: torch.dtype) -> Iterator[None]:
    """Reset what earlier code may have left behind, and put back what it was after."""
    before = torch.get_default_dtype(), torch.is_grad_enabled(), torch.get_num_threads()
    recursion, switch = sys.getrecursionlimit(), sys.getswitchinterval()
    states = torch.get_rng_state(), random.getstate(), np.random.get_state()  # noqa: NPY002
    torch.set_default_dtype(dtype)
    torch.set_grad_enabled(True)
    torch.set_num_threads(1)
    torch.manual_seed(0)
    random.seed(0)
    np.random.seed(0)  # noqa: NPY002 - learner code may use numpy's global generator
    torch.backends.cudnn.allow_tf32 = False
    torch.set_float32_matmul_precision("highest")
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            yield
    finally:
        torch.set_default_dtype(before[0])
        torch.set_grad_enabled(before[1])
        torch.set_num_threads(before[2])
        torch.set_rng_state(states[0])
        random.setstate(states[1])
        np.random.set_state(states[2])  # noqa: NPY002
        sys.setrecursionlimit(recursion)
        sys.setswitchinterval(switch)
