"""Where learner code runs: one way for each isolation level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from workbook.isolation.runner import InProcess, Runner, Worker
from workbook.isolation.worker import Job


class Room(Protocol):
    """Where the code of one submission runs."""

    def runner(self, job: Job) -> Runner:
        """Return what runs one job."""

    def close(self) -> None:
        """End whatever still runs there."""


class Housing(Protocol):
    """Gives each submission a room of its own.

    ``tries_again`` says whether a run that timed out or crashed is tried once more: in a class it
    may have been the other submissions that slowed the machine down.
    """

    tries_again: bool

    def room(self) -> Room:
        """Return a room for one submission."""


@dataclass(frozen=True)
class Processes:
    """Level ``process``: workers beside this process, with its rights."""

    method: str | None = None
    tries_again: bool = False

    def room(self) -> Room:
        """Rooms share nothing but the machine, so one will do."""
        return self

    def runner(self, job: Job) -> Runner:
        """Return a worker that is forked or spawned when it is needed."""
        return Worker(job, self.method)

    def close(self) -> None:
        """Workers are closed by whoever runs them."""


@dataclass(frozen=True)
class Here:
    """Level ``none``: in this process, for pytest and notebooks."""

    let_through: tuple[type[BaseException], ...] = ()
    tries_again: bool = False

    def room(self) -> Room:
        """There is one room: this process."""
        return self

    def runner(self, job: Job) -> Runner:
        """Return what runs a job in place."""
        return InProcess(job, self.let_through)

    def close(self) -> None:
        """Nothing is held."""
