"""The trusted side of a run: start it, answer its questions, hold the clock, take the outcome."""

from __future__ import annotations

import dataclasses
import gc
import multiprocessing
import signal
import sys
import time
from collections.abc import Callable
from typing import Any, Protocol

import torch

from workbook.errors import CourseError
from workbook.isolation.limits import OutOfTime, bounded_memory, bounded_time
from workbook.isolation.line import Late, Line
from workbook.isolation.warmth import warm
from workbook.isolation.wire import Handle, WireError, pack, unpack
from workbook.isolation.worker import Bench, Job, answer_device, serve
from workbook.outcome import Leaf, Outcome, Raised, freeze, thaw
from workbook.running import KEPT_PRINTED, MAX_MESSAGE, InPlace, Run, one_line

ANSWER_BYTES = 2**30  # what the trusted side may allocate to answer one question
STARTUP_SECONDS = 60.0  # a spawned worker imports torch first
ENDINGS = {
    "returned", "not_attempted", "error", "forbidden", "over_budget", "timeout", "crashed"
}  # fmt: skip


class Runner(Protocol):
    """Runs scenarios of one job. ``start`` and ``finish`` come in pairs."""

    raised: BaseException | None

    def start(self, exercise: str, what: Run, timeout: float, variant: str | None = None) -> None:
        """Begin a run."""

    def finish(self) -> Outcome:
        """Wait for the run's outcome."""

    def close(self) -> None:
        """Give up what it holds."""


class InProcess:
    """Level ``none``: in this process, so that a debugger works; no clock, no limits."""

    def __init__(self, job: Job, let_through: tuple[type[BaseException], ...] = ()) -> None:
        self._in_place = InPlace(let_through)
        self._bench = Bench(job, self._in_place)
        self._next: tuple[str, Run, str | None] | None = None

    def start(self, exercise: str, what: Run, timeout: float, variant: str | None = None) -> None:
        """Remember what to run: ``finish`` runs it. ``pytest-timeout`` bounds it."""
        del timeout
        shown = shown_here(what.shown, what.device)
        self._next = (exercise, dataclasses.replace(what, shown=shown), variant)

    def finish(self) -> Outcome:
        """Run it."""
        self._in_place.raised = None
        exercise, what, variant = self._next or ("", Run("", 0), None)
        return self._bench.run(exercise, what, variant)

    @property
    def raised(self) -> BaseException | None:
        """What the code of the last run raised."""
        return self._in_place.raised

    def close(self) -> None:
        """Nothing is held."""


class Worker:
    """Level ``process``: a forked or spawned process, replaced when it dies."""

    def __init__(self, job: Job, method: str | None = None) -> None:
        self._job = job
        self._method = method or ("fork" if sys.platform == "linux" else "spawn")
        self._process: Any = None
        self._wire: Any = None
        self._deadline = 0.0
        self._timeout = 0.0
        self._functions: list[Callable[..., Any]] = []
        self.raised: BaseException | None = None  # exceptions do not leave their process

    def start(self, exercise: str, what: Run, timeout: float, variant: str | None = None) -> None:
        """Send a run to the worker."""
        fresh = self._process is None
        if fresh:
            self._open()
        self._functions = []
        request = {f.name: getattr(what, f.name) for f in dataclasses.fields(what)}
        request |= {"exercise": exercise, "variant": variant}
        request["shown"] = _sendable(what.shown, self._functions)
        self._timeout = timeout
        wall, request["cpu_seconds"] = self._limits(timeout)
        waited = STARTUP_SECONDS if fresh and self._method == "spawn" else 0.0
        self._deadline = time.monotonic() + wall + waited
        try:
            self._wire.send(pack(request), self._deadline)
        except (Late, OSError):  # it died or hung while idle; ``finish`` says so
            self._deadline = 0.0

    def finish(self) -> Outcome:
        """Wait for the outcome; answer the worker's questions meanwhile."""
        while True:
            try:
                message = unpack(self._wire.receive(self._deadline))
                if "outcome" in message:
                    return outcome_from_tree(message["outcome"])
                if "course" in message:
                    return self._course_failed(str(message["course"]))
                if time.monotonic() > self._deadline:  # an outcome may have waited; a question not
                    return self._timed_out()
                self._wire.send(pack(self._answer(message)), self._deadline)
            except (Late, OutOfTime):
                return self._timed_out()
            except (EOFError, OSError):
                return self._died()
            except (WireError, LookupError, TypeError, ValueError) as error:
                self.close()
                return Outcome("crashed", message=f"your code disturbed its worker ({error})")

    def close(self) -> None:
        """End the worker's process."""
        if self._process is None:
            return
        self._wire.close()
        self._process.kill()
        self._process.join()
        self._process = None

    def _open(self) -> None:
        context = multiprocessing.get_context(self._method)
        ours, theirs = context.Pipe()
        self._wire = Line(ours)
        if self._method == "fork":
            warm(source.text for source in self._job.sources.modules.values())
        gc.freeze()  # so that collections in the child do not touch, and copy, shared pages
        process = context.Process(target=serve, args=(self._job, theirs), daemon=True)
        process.start()
        theirs.close()
        self._process = process

    def _course_failed(self, told: str) -> Outcome:
        """Believe the reference's worker that a grader is at fault, and no other."""
        if self._job.trusted:
            raise CourseError(told)
        self.close()
        return Outcome("crashed", message="your code disturbed its worker")

    def _limits(self, timeout: float) -> tuple[float, float | None]:
        """Return the seconds of wall time and, if limited, of CPU time that a run may take."""
        return timeout, None

    def _timed_out(self) -> Outcome:
        self.close()
        message = f"still running after {self._timeout:g} seconds: is there a loop without an end?"
        return Outcome("timeout", message=message)

    def _died(self) -> Outcome:
        self._process.join(1.0)
        code = self._process.exitcode
        self.close()
        if code == -signal.SIGXCPU:
            return self._timed_out()
        if code is not None and code < 0:
            name = signal.Signals(-code).name
            if name == "SIGKILL":
                how = "was ended by the system, most likely for taking too much memory"
            else:
                how = f"crashed the interpreter ({name})"
        else:
            how = f"ended its process (exit code {code})"
        return Outcome("crashed", message=f"your code {how} before it returned anything")

    def _answer(self, question: dict[str, Any]) -> Any:
        function = self._functions[question["ask"]]
        try:
            with torch.no_grad(), bounded_memory(ANSWER_BYTES), bounded_time(self._deadline):
                result = function(*thaw(question["args"]), **thaw(question["kwargs"]))
            return _sendable(result, self._functions)
        except Exception as error:  # noqa: BLE001 - a specimen may raise anything: that is an answer
            return Raised(tuple(kind.__name__ for kind in type(error).__mro__))


def _sendable(shown: Any, functions: list[Callable[..., Any]]) -> Any:
    """Freeze what is shown; functions stay here and are sent as handles."""
    if isinstance(shown, dict):
        return {key: _sendable(item, functions) for key, item in shown.items()}
    if isinstance(shown, list | tuple):
        return [_sendable(item, functions) for item in shown]
    if callable(shown):
        functions.append(shown)
        return Handle(len(functions) - 1)
    return freeze(shown)


def shown_here(shown: Any, device: str) -> Any:
    """Do without a wire what a worker would receive."""
    if isinstance(shown, dict):
        return {key: shown_here(item, device) for key, item in shown.items()}
    if isinstance(shown, list | tuple):
        return [shown_here(item, device) for item in shown]
    if callable(shown):
        return _LocalFunction(shown, device)
    if isinstance(shown, torch.Tensor):
        return shown.detach().clone().to(device)
    return shown


class _LocalFunction:
    """A function of the trusted side under level ``none``; it has no name that tells."""

    def __init__(self, function: Callable[..., Any], device: str) -> None:
        self._function = function
        self._device = device

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with torch.no_grad():
            result = self._function(*thaw(freeze(list(args))), **thaw(freeze(kwargs)))
        return shown_here(result, answer_device(args, self._device))


def outcome_from_tree(tree: dict[str, Any]) -> Outcome:
    """Read an outcome that came over the wire; what does not fit is a ``WireError``."""
    names = {field.name for field in dataclasses.fields(Outcome)}
    texts = (tree["ending"], tree["message"], tree["error"], tree["printed"])
    fits = (
        set(tree) == names
        and tree["ending"] in ENDINGS
        and all(isinstance(text, str) for text in texts)
        and all(isinstance(tree[count], int) for count in ("lines", "ops"))
        and isinstance(tree["after"], dict)
        and all(isinstance(leaf, Leaf) for leaf in tree["after"].values())
        and isinstance(tree["tables"], list)
        and all(map(_is_table, tree["tables"]))
    )
    if not fits:
        message = "not an outcome"
        raise WireError(message)
    told = {
        "changed": tuple(map(str, tree["changed"])),
        "message": one_line(tree["message"][: 2 * MAX_MESSAGE]),
        "error": tree["error"][:MAX_MESSAGE],
        "printed": _encodable(tree["printed"][:KEPT_PRINTED]),
    }
    return Outcome(**{**tree, **told})


def _encodable(text: str) -> str:
    """Replace halves of characters, which Python's texts may hold and no file can."""
    return text.encode(errors="replace").decode()


def _is_table(table: Any) -> bool:
    """Whether this is ``[how, [[name, shape], …]]``, as a probe that fills parameters notes it."""
    try:
        how, rows = table
        names = [name for name, shape in rows if all(isinstance(size, int) for size in shape)]
    except (TypeError, ValueError):
        return False
    return all(isinstance(text, str) for text in (how, *names)) and len(names) == len(rows)
