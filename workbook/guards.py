"""What an exercise forbids, and its budgets, enforced while learner code runs.

Two torch modes see every public torch call and every aten operation, whatever alias led to them.
They slow small operations several times, so they are entered only where an exercise forbids
something or a scenario has a budget, and never for long training runs. In a worker that runs
nothing but learner code, ``replace_kernels`` blocks the forbidden aten kernels themselves as
well: that holds in threads, in scripted code and with the modes switched off, and costs nothing.
"""

from __future__ import annotations

import contextlib
import functools
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from types import FrameType
from typing import Any, Self

import torch
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode

from workbook.errors import CourseError
from workbook.families import FAMILIES

Trace = Callable[[FrameType, str, Any], Any]


class Stopped(BaseException):
    """Learner code was stopped; not an ``Exception``, so that no ``except Exception`` hides it."""


class ForbiddenCall(Stopped):
    """A forbidden function was called."""


class OverBudget(Stopped):
    """A budget was exceeded."""


@dataclass
class _State:
    """What every guard of this process shares."""

    paused: int = 0
    differentiating: int = 0


_state = _State()


@contextlib.contextmanager
def unguarded() -> Iterator[None]:
    """Let trusted code (a grader, a probe) call anything, uncounted."""
    _state.paused += 1
    try:
        yield
    finally:
        _state.paused -= 1


@contextlib.contextmanager
def differentiating() -> Iterator[None]:
    """Let a probe call autograd, while the learner's own backward stays guarded at aten level."""
    _state.differentiating += 1
    try:
        yield
    finally:
        _state.differentiating -= 1


@dataclass(frozen=True)
class Forbidden:
    """The names an exercise forbids, resolved to what the guards look for."""

    functions: dict[int, str] = field(default_factory=dict)  # id of a callable → its name
    operations: frozenset[str] = frozenset()  # names of aten operations
    classes: dict[str, type] = field(default_factory=dict)
    patched: dict[str, tuple[Any, str]] = field(default_factory=dict)  # name → (owner, attribute)

    def __bool__(self) -> bool:
        """Whether anything is forbidden."""
        return bool(self.functions or self.operations or self.classes)

    def name_of(self, function: Any) -> str:
        """Return the name of a public function or ``torch.ops.aten`` operation, if forbidden."""
        if type(function).__module__ == "torch._ops":  # one that is no kernel shows only here
            name = getattr(function, "overloadpacket", function).__name__
            return f"aten.{name}" if name in self.operations else ""
        return self.functions.get(id(function), "")


@functools.cache
def resolve(forbids: tuple[str, ...]) -> Forbidden:
    """Resolve families, dotted torch names and ``aten.<op>``; an unknown name is a course error."""
    found = Forbidden()
    operations: set[str] = set()
    for name in _expanded(forbids):
        if name.startswith("aten."):
            operations.add(name.removeprefix("aten."))
            continue
        owner, attribute, thing = _lookup(name)
        if isinstance(thing, type):
            found.classes[name] = thing
            continue
        found.functions[id(thing)] = name
        if name.startswith(("torch.autograd.", "torch.nn.init.")):
            found.patched[name] = (owner, attribute)
        if owner is torch:
            found.functions.update(_siblings(attribute))
            if hasattr(torch.ops.aten, attribute):
                operations.update({attribute, f"{attribute}_"})
    return Forbidden(found.functions, frozenset(operations), found.classes, found.patched)


def _expanded(forbids: Iterable[str]) -> Iterator[str]:
    for name in forbids:
        if name.isupper() and name not in FAMILIES:
            message = f"`forbids` names an unknown family '{name}'"
            raise CourseError(message)
        yield from FAMILIES.get(name, (name,))


def _lookup(name: str) -> tuple[Any, str, Any]:
    owner: Any = None
    thing: Any = sys.modules["torch"]
    for attribute in name.split(".")[1:]:
        owner, thing = thing, getattr(thing, attribute, None)
    if thing is None or not name.startswith("torch."):
        message = f"`forbids` names '{name}', which torch does not have"
        raise CourseError(message)
    return owner, attribute, thing


def _siblings(attribute: str) -> dict[int, str]:
    """The same function under its other names: method, in place, functional, special."""
    places = ((torch.Tensor, "Tensor"), (torch.nn.functional, "nn.functional"))
    found = {}
    for owner, where in (*places, (torch.special, "special")):
        for name in (attribute, f"{attribute}_"):
            if callable(thing := getattr(owner, name, None)):
                found[id(thing)] = f"torch.{where}.{name}"
    return found


@dataclass
class Guard:
    """The guards of one run of one scenario; use it as a context manager.

    Args:
        forbidden: what the exercise forbids.
        files: the file names of the learner's code, for line numbers and line counts.
        max_ops: the most public torch calls.
        max_elements: the largest tensor, in elements.
        max_lines: the most lines of learner code; 0 counts without a limit, None does not count.
        modes: whether the torch modes may be entered; off for long training runs.

    """

    forbidden: Forbidden
    files: frozenset[str]
    max_ops: int | None = None
    max_elements: int | None = None
    max_lines: int | None = None
    modes: bool = True
    ops: int = 0
    lines: int = 0
    violation: Stopped | None = None

    def __enter__(self) -> Self:
        self._stack = contextlib.ExitStack()
        self._enter_patches()
        wants_modes = self.forbidden or self.max_ops is not None or self.max_elements is not None
        if wants_modes and self.modes:
            self._stack.enter_context(_Functions(self))
            self._stack.enter_context(_Operations(self))
        if self.max_lines is not None:
            self._stack.callback(sys.settrace, sys.gettrace())
            sys.settrace(self._trace)
        return self

    def __exit__(self, *exception: object) -> None:
        self._stack.close()

    def raise_violation(self) -> None:
        """Raise again what learner code may have caught."""
        if self.violation is not None:
            raise self.violation

    def forbid(self, name: str) -> None:
        """Stop the learner's code for calling ``name``."""
        message = f"the task is to build this yourself: `{name}` was called{self._where()}"
        self.violation = ForbiddenCall(message)
        raise self.violation

    def exceed(self, what: str) -> None:
        """Stop the learner's code for exceeding a budget."""
        self.violation = OverBudget(f"{what}{self._where()}")
        raise self.violation

    def count_op(self) -> None:
        """Count one public torch call."""
        self.ops += 1
        if self.max_ops is not None and self.ops > self.max_ops:
            self.exceed(
                f"made more than {self.max_ops} torch calls: work on whole tensors "
                "instead of looping over their elements; the budget ran out"
            )

    def measure(self, result: Any) -> None:
        """Look at the size of what an operation made."""
        if self.max_elements is None:
            return
        for tensor in result if isinstance(result, tuple | list) else (result,):
            if isinstance(tensor, torch.Tensor) and tensor.device.type != "meta":
                elements = tensor.untyped_storage().nbytes() // tensor.element_size()
                if elements > self.max_elements:
                    self.exceed(
                        f"made a tensor of {elements:,} elements (shape {tuple(tensor.shape)}), "
                        f"more than the {self.max_elements:,} this task needs,"
                    )

    def _enter_patches(self) -> None:
        for name, owner in self.forbidden.classes.items():
            original = owner.__init__
            self._stack.callback(setattr, owner, "__init__", original)
            owner.__init__ = self._refusal(name, original)
        for name, (owner, attribute) in self.forbidden.patched.items():
            original = getattr(owner, attribute)
            self._stack.callback(setattr, owner, attribute, original)
            setattr(owner, attribute, self._refusal(name, original))

    def _refusal(self, name: str, original: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original)
        def refuse(*args: Any, **kwargs: Any) -> Any:
            if not (_state.paused or _state.differentiating):
                self.forbid(name)
            return original(*args, **kwargs)

        return refuse

    def _trace(self, frame: FrameType, _event: str, _argument: Any) -> Trace | None:
        return self._trace_line if frame.f_code.co_filename in self.files else None

    def _trace_line(self, _frame: FrameType, event: str, _argument: Any) -> Trace:
        if event == "line":
            self.lines += 1
            if self.max_lines and self.lines > self.max_lines:
                self.exceed(
                    f"ran more than {self.max_lines} lines of Python: work on whole tensors "
                    "instead of looping over their elements; the budget ran out"
                )
        return self._trace_line

    def _where(self) -> str:
        frame: FrameType | None = sys._getframe()  # noqa: SLF001 - the only way to the line
        while frame is not None:
            if frame.f_code.co_filename in self.files:
                return f" at {frame.f_code.co_filename.rpartition('/')[2]}:{frame.f_lineno}"
            frame = frame.f_back
        return ""


class _Functions(TorchFunctionMode):
    """Sees every public torch call."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        super().__init__()

    def __torch_function__(self, func: Any, _types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if not (_state.paused or _state.differentiating):
            name = self._guard.forbidden.name_of(func)
            if name:
                self._guard.forbid(name)
            if getattr(func, "__name__", "") != "__get__":  # reading x.shape is free
                self._guard.count_op()
        return func(*args, **(kwargs or {}))


class _Operations(TorchDispatchMode):
    """Sees every aten operation."""

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """Keep torch from importing its compiler, most of a second, only to step around it."""
        return False

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        super().__init__()

    def __torch_dispatch__(self, func: Any, _types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if _state.paused:
            return func(*args, **(kwargs or {}))
        name = func.overloadpacket.__name__
        if name in self._guard.forbidden.operations:
            self._guard.forbid(f"aten.{name}")
        result = func(*args, **(kwargs or {}))
        self._guard.measure(result)
        return result


_libraries: list[torch.library.Library] = []  # a library undoes itself when it is collected


def replace_kernels(forbidden: Forbidden) -> None:
    """Replace the kernels of forbidden operations, for good: for a worker's process only."""
    library = torch.library.Library("aten", "IMPL")
    _libraries.append(library)
    keys = ("CPU", "CUDA") if torch.cuda.is_available() else ("CPU",)
    for operation in sorted(forbidden.operations):
        packet = getattr(torch.ops.aten, operation, None)
        for overload in packet.overloads() if packet is not None else ():
            name = operation if overload == "default" else f"{operation}.{overload}"
            for key in keys:
                with warnings.catch_warnings(), contextlib.suppress(RuntimeError):
                    warnings.simplefilter("ignore")
                    library.impl(name, functools.partial(_refuse_kernel, operation), key)


def _refuse_kernel(operation: str, *_args: Any, **_kwargs: Any) -> None:
    message = f"the task is to build this yourself: `aten.{operation}` was called"
    raise ForbiddenCall(message)
