"""The worker's side: load, run what is asked, answer with data."""

from __future__ import annotations

import builtins
import dataclasses
import faulthandler
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

import torch

from workbook.course import Course
from workbook.errors import CourseError
from workbook.exercise import Chapter, Scenario
from workbook.guards import replace_kernels, resolve
from workbook.isolation.limits import keep_only, limit_cpu, limit_memory, silence
from workbook.isolation.wire import Handle, pack, unpack
from workbook.loading import Contract, Loaded, Sources
from workbook.outcome import Leaf, Outcome, Raised, freeze
from workbook.running import InPlace, Run, run


@dataclass(frozen=True)
class Job:
    """What one worker is for. It can be sent to a spawned process.

    Args:
        chapter: the chapter whose graders it runs.
        sources: the code under test; or the reference, if ``trusted``.
        contracts: what the stubs say of each name.
        trusted: whether the code is the reference, which no guard or limit holds back.
        forbids: what is blocked at the level of kernels, for good.
        variants: the reference with a misconception in it, by (exercise, name).
        carried: the reference and the names of it that replace the learner's own.

    """

    chapter: Chapter
    sources: Sources
    contracts: dict[str, Contract]
    trusted: bool = False
    forbids: tuple[str, ...] = ()
    variants: dict[tuple[str, str], Sources] = field(default_factory=dict)
    carried: tuple[Sources, tuple[str, ...]] | None = None
    device: str = "cpu"


class Bench:
    """Runs a job's scenarios in this process."""

    def __init__(
        self,
        job: Job,
        in_place: InPlace | None = None,
        course: Course | None = None,
        m: Loaded | None = None,
    ) -> None:
        self._job = job
        self._in_place = in_place
        self._course = course or Course(job.chapter)
        self._loaded: dict[tuple[str, str] | None, Loaded] = {None: m} if m else {}
        if not job.trusted:
            torch.set_num_threads(1)

    def scenario(self, exercise: str, name: str) -> Scenario:
        """Return a scenario by its exercise and id."""
        found = (s for s in self._course.scenarios if (s.exercise, s.id) == (exercise, name))
        return next(found)

    def run(self, exercise: str, what: Run, variant: str | None = None) -> Outcome:
        """Run one scenario on the job's code, or on a variant of the reference."""
        scenario = self.scenario(exercise, what.scenario)
        m = self._module((exercise, variant) if variant else None)
        trusted = self._job.trusted and variant is None
        return run(self._job.chapter, scenario, m, what, trusted=trusted, in_place=self._in_place)

    def _module(self, variant: tuple[str, str] | None) -> Loaded:
        if variant not in self._loaded:
            sources = self._job.variants[variant] if variant else self._job.sources
            m = Loaded(self._job.chapter, sources, self._job.contracts)
            if self._job.carried is not None:
                self._carry(m, *self._job.carried)
            self._loaded[variant] = m
        return self._loaded[variant]

    def _carry(self, m: Loaded, reference: Sources, names: tuple[str, ...]) -> None:
        given = Loaded(self._job.chapter, reference, self._job.contracts)
        for name in names:
            m.substitute(name, given.raw(name))


class RemoteFunction:
    """A function of the trusted side, seen from a worker: data in, data out."""

    def __init__(self, wire: Connection, number: int, device: str) -> None:
        self._wire = wire
        self._number = number
        self._device = device

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Ask the trusted side, and wait for the answer."""
        question = {"ask": self._number, "args": freeze(list(args)), "kwargs": freeze(kwargs)}
        self._wire.send_bytes(pack(question))
        answer = unpack(self._wire.recv_bytes())
        if isinstance(answer, Raised):
            raise as_exception(answer)
        return receive(answer, self._wire, answer_device(args, self._device))


def answer_device(args: Sequence[Any], device: str) -> str:
    """Answers come on the device of the first tensor asked with; else on that of the run."""
    return next((str(a.device) for a in args if isinstance(a, torch.Tensor)), device)


def serve(
    job: Job,
    wire: Connection,
    course: Course | None = None,
    confine: Callable[[], None] = lambda: None,
) -> None:
    """Answer requests until there are no more. Runs in the worker's process.

    ``course`` has the graders, if this process was forked with them. ``confine`` takes from the
    process what it needs no longer, before learner code is read.
    """
    silence()
    faulthandler.disable()  # it would write to a file of the trusted side
    keep_only(wire.fileno())
    bench = Bench(job, course=course)
    if not job.trusted:
        if job.device == "cpu":
            limit_memory()
        replace_kernels(resolve(job.forbids))
    confine()
    while True:
        try:
            request = unpack(wire.recv_bytes())
        except EOFError:
            return
        request["shown"] = receive(request["shown"], wire, job.device)
        exercise, variant = request.pop("exercise"), request.pop("variant")
        if (seconds := request.pop("cpu_seconds")) is not None:
            limit_cpu(seconds)
        try:
            outcome = bench.run(exercise, Run(**request), variant)
        except CourseError as error:  # a grader at fault: the trusted side says where
            wire.send_bytes(pack({"course": str(error)}))
            continue
        wire.send_bytes(pack({"outcome": outcome_to_tree(outcome)}))


def receive(tree: Any, wire: Connection, device: str) -> Any:
    """Turn what the trusted side shows into tensors on the device, numbers and functions."""
    if isinstance(tree, Leaf):
        return tree.tensor.to(device)
    if isinstance(tree, Handle):
        return RemoteFunction(wire, tree.number, device)
    if isinstance(tree, list):
        return [receive(item, wire, device) for item in tree]
    if isinstance(tree, dict):
        return {key: receive(item, wire, device) for key, item in tree.items()}
    return tree


def as_exception(raised: Raised) -> Exception:
    """Return a built-in exception of the kind that was raised on the other side."""
    for name in raised.names:
        kind = getattr(builtins, name, None)
        if isinstance(kind, type) and issubclass(kind, Exception):
            return kind("raised on the trusted side")
    return RuntimeError("raised on the trusted side")


def outcome_to_tree(outcome: Outcome) -> dict[str, Any]:
    """Turn an outcome into what the wire carries."""
    return {f.name: getattr(outcome, f.name) for f in dataclasses.fields(outcome)}
