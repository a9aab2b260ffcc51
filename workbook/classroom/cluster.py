"""Grading on a Dask cluster: the journal stays here; bytes of one submission go, JSON comes back.

A task that a Dask worker takes with it when it dies is given to another one by the scheduler.
"""

from __future__ import annotations

import contextlib
import ipaddress
import json
import threading
import uuid
from typing import Any, Self

import click

from workbook.classroom.bundle import Bundle
from workbook.classroom.jobs import DIED, Answer
from workbook.classroom.journal import Circumstances
from workbook.classroom.warm import WarmExaminer
from workbook.errors import UsageError

CONNECT_SECONDS = 30
WORKER_SECONDS = 120
RETRIES = 2
AHEAD = 2  # tasks for each thread of the cluster, so that none waits for the next

_warm: dict[Circumstances, WarmExaminer] = {}
_one_at_a_time = threading.Lock()


def grade_there(circumstances: str, files: str) -> str:
    """Grade one bundle beside the Dask worker that runs this. JSON in, JSON out."""
    order = Circumstances(**json.loads(circumstances))
    with _one_at_a_time:
        for other in [one for one in _warm if one != order]:  # one is kept, not one for each class
            _warm.pop(other).close()
        if order not in _warm:
            _warm[order] = WarmExaminer(order)
        try:
            answer = _warm[order].answer(json.loads(files))
        except EOFError:
            answer = dict(DIED)
        if answer["status"] in {"died", "refused", "broken"}:
            _warm.pop(order).close()
    if answer["status"] == "refused":
        answer["reason"] = f"the Dask worker {_address()}: {answer['reason']}"
    return json.dumps(answer)


def _address() -> str:
    from distributed import get_worker

    return get_worker().address


class ClusterPool:
    """The jobs of a cluster.

    Args:
        address: of the Dask scheduler.
        circumstances: what the Dask workers must have in common with this machine.

    Raises:
        UsageError: Dask is not installed, or there is no scheduler or no worker.

    """

    def __init__(self, address: str, circumstances: Circumstances) -> None:
        try:
            from distributed import Client, as_completed
        except ImportError as error:
            message = "--scheduler needs Dask: pip install 'deep-learning-workbook[cluster]'"
            raise UsageError(message) from error
        _warn_of_plain(address)
        self._order = json.dumps(circumstances.__dict__)
        self._run = uuid.uuid4().hex[:8]
        self._number = 0
        self._keys: dict[str, str] = {}
        try:
            self._client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError) as error:
            message = f"no Dask scheduler answers at {address}"
            raise UsageError(message) from error
        try:
            self._client.wait_for_workers(1, timeout=WORKER_SECONDS)
        except TimeoutError as error:
            self._client.close()
            message = f"the Dask scheduler at {address} has no workers: start `dask worker`"
            raise UsageError(message) from error
        self._done = as_completed(loop=self._client.loop)
        self._most = self._capacity()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        with contextlib.suppress(Exception):  # the scheduler may be gone, and that was told
            self._client.cancel([*self._done.futures])
        self._client.close()

    @property
    def full(self) -> bool:
        """Whether every thread of the cluster has enough before it."""
        return len(self._keys) >= self._most

    @property
    def busy(self) -> bool:
        """Whether answers are still to come."""
        return bool(self._keys)

    def give(self, key: str, bundle: Bundle) -> None:
        """Send a bundle off."""
        self._number += 1
        name = f"workbook-{self._run}-{self._number}"
        self._keys[name] = key
        self._done.add(
            self._client.submit(
                grade_there,
                self._order,
                json.dumps(bundle.to_message()),
                key=name,
                pure=False,
                retries=RETRIES,
            )
        )

    def take(self) -> tuple[str, Answer]:
        """Wait for the next answer, from wherever it comes."""
        future = next(self._done)
        key = self._keys.pop(future.key)
        answer = self._result(future)
        future.release()
        with contextlib.suppress(OSError, TimeoutError):
            self._most = self._capacity()  # workers come and go
        return key, answer

    def _result(self, future: Any) -> Answer:
        from distributed import CancelledError, KilledWorker

        try:
            return json.loads(future.result())
        except KilledWorker:
            return dict(DIED)
        except ImportError as error:
            message = f"a Dask worker cannot import the workbook ({error}): install it there too"
            raise UsageError(message) from error
        except (CancelledError, OSError, TimeoutError) as error:
            message = "the Dask scheduler is gone; what is graded is kept, the same command goes on"
            raise UsageError(message) from error

    def _capacity(self) -> int:
        return AHEAD * max(1, sum(self._client.nthreads().values()))


def _warn_of_plain(address: str) -> None:
    """Say it when submissions and the seed would cross a network in the clear."""
    scheme, _, rest = address.rpartition("://")
    host = rest.rpartition(":")[0].strip("[]") or rest
    with contextlib.suppress(ValueError):
        if ipaddress.ip_address(host).is_loopback:
            return
    if scheme in {"", "tcp"} and host != "localhost":
        click.echo(
            f"workbook: {address} is not encrypted: submissions and the secret seed cross the "
            "network in the clear; use tls:// (the README says how)",
            err=True,
        )
