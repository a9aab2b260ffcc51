"""How downloaded data are split."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from workbook.errors import UsageError

Split = Literal["train", "validation", "test"]


def refuse_unless_one_of(name: str, split: str, splits: Iterable[str]) -> None:
    """Say which splits there are, where one is asked for that there is not."""
    if split not in splits:
        message = f"{name} has no split '{split}': {', '.join(splits)}"
        raise UsageError(message)


def cut(name: str, split: str, shares: dict[str, int], count: int) -> slice:
    """Return the rows of a split, where splits follow one another in the given shares."""
    refuse_unless_one_of(name, split, shares)
    total, before = sum(shares.values()), 0
    for each, share in shares.items():
        after = before + share
        if each == split:
            return slice(round(before * count / total), round(after * count / total))
        before = after
    raise AssertionError
