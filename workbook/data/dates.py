"""Dates as people write them, and the same dates in ISO 8601: a translation with a known answer.

Everything is made from numpy's PCG64 bits, so the pairs are the same on every machine. They were
made for this course; their licence is that of the workbook.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Literal

import numpy as np

from workbook.errors import UsageError

Split = Literal["train", "validation", "test"]

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FORMATS = ("american", "short", "german", "american short", "long")
UNSEEN_FORMAT = "reversed"  # a way of writing that no training pair has
SIZES = {"train": 3500, "validation": 250, "test": 250}

_FIRST = dt.date(2000, 1, 1)
_DAYS = (dt.date(2020, 1, 1) - _FIRST).days
_SHARES = {"train": (0.0, 0.8), "validation": (0.8, 0.9), "test": (0.9, 1.0)}


def dates(
    split: Split = "train",
    n: int | None = None,
    *,
    formats: Sequence[str] = FORMATS,
    seed: int = 0,
) -> list[tuple[str, str]]:
    """Return pairs ``(date as written, date in ISO 8601)``, such as those for the third of March.

    The formats, each equally likely::

        american         March 3, 2009
        short            3 mar 2009
        german           03.03.2009
        american short   Mar 3 2009
        long             tuesday 3 March 2009
        reversed         2009 March 3            not among FORMATS: for testing only

    The days are those of 2000 … 2019. **The splits are made by day, not by line**: first the days
    are dealt out to the splits (80, 10 and 10 %), then lines are drawn from each split's own days.
    So no day of one split occurs in another, in whatever format.

    Args:
        split: ``"train"``, ``"validation"`` or ``"test"``.
        n: how many pairs; 3,500, 250 or 250 if unsaid. A day may occur more than once.
        formats: the ways of writing to draw from.
        seed: deals out the days, and draws the lines.

    Returns:
        The pairs, as strings.

    """
    if split not in _SHARES or not formats or any(f not in _WRITERS for f in formats):
        message = f"no such dates: split {split!r}, formats {tuple(formats)}"
        raise UsageError(message)
    n = SIZES[split] if n is None else n
    dealt = np.argsort(np.random.PCG64([11, seed]).random_raw(_DAYS), kind="stable")
    first, last = (round(share * _DAYS) for share in _SHARES[split])
    own = dealt[first:last]
    number = tuple(_SHARES).index(split)
    raw = (np.random.PCG64([12, number, seed]).random_raw(2 * n) >> np.uint64(11)).reshape(2, n)
    days = own[(raw[0] % np.uint64(len(own))).astype(np.int64)]
    ways = (raw[1] % np.uint64(len(formats))).astype(np.int64)
    pairs = []
    for offset, way in zip(days.tolist(), ways.tolist(), strict=True):
        day = _FIRST + dt.timedelta(days=offset)
        pairs.append((_WRITERS[formats[way]](day), day.isoformat()))
    return pairs


def _month(day: dt.date) -> str:
    return MONTHS[day.month - 1].capitalize()


_WRITERS = {
    "american": lambda d: f"{_month(d)} {d.day}, {d.year}",
    "short": lambda d: f"{d.day} {_month(d)[:3].lower()} {d.year}",
    "german": lambda d: f"{d.day:02d}.{d.month:02d}.{d.year}",
    "american short": lambda d: f"{_month(d)[:3]} {d.day} {d.year}",
    "long": lambda d: f"{WEEKDAYS[d.weekday()]} {d.day} {_month(d)} {d.year}",
    "reversed": lambda d: f"{d.year} {_month(d)} {d.day}",
}
