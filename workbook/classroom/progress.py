"""The progress of a class run: one bar with rate, time left and counts."""

from __future__ import annotations

from collections import Counter
from typing import Literal, Self

from tqdm import tqdm

Counted = Literal["graded", "unreadable", "failed", "journal"]


class Progress:
    """Counts submissions as they are done with. A context manager."""

    def __init__(self, total: int, name: str) -> None:
        self.counts: Counter[str] = Counter()
        tqdm.monitor_interval = 0  # its thread would be forked along with every job
        self._bar = tqdm(total=total, desc=name, unit="", dynamic_ncols=True, disable=None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._bar.close()

    @property
    def done(self) -> int:
        """How many are done with."""
        return self.counts.total()

    def tell(self, what: Counted) -> None:
        """Count one submission."""
        self.counts[what] += 1
        self._bar.set_postfix_str(self.told, refresh=False)
        self._bar.update()

    @property
    def told(self) -> str:
        """The counts in words."""
        words = {"journal": "from the journal"}
        return ", ".join(f"{n} {words.get(what, what)}" for what, n in self.counts.items() if n)
