"""The errors a person may see: each carries its sentence and its exit code."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class WorkbookError(Exception):
    """What was asked cannot be done; the message says what, where, and what to do."""

    exit_code = 2


class UsageError(WorkbookError):
    """The request or the input is wrong (exit code 2)."""


class CourseError(WorkbookError):
    """The course itself is broken: a grader, a reference or a chapter file (exit code 3)."""

    exit_code = 3


class Unavailable(CourseError):
    """This copy of the course lacks what the scenario needs: it is not counted here."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `` Did you mean 'conv2d'?`` for a near miss, and nothing otherwise.

    >>> did_you_mean("conv2", ["conv2d", "pooling"])
    " Did you mean 'conv2d'?"
    """
    close = difflib.get_close_matches(word, list(known), n=1)
    return f" Did you mean '{close[0]}'?" if close else ""
