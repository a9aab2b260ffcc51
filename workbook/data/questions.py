"""Questions that are asked twice, in other words: for search by meaning.

Everything is made from numpy's PCG64 bits, so the pairs are the same on every machine. They were
made for this course; their licence is that of the workbook.
"""

from __future__ import annotations

from itertools import product
from typing import Literal

from workbook.data.bits import SPLITS, Bits
from workbook.errors import UsageError

Split = Literal["train", "validation", "test"]
SIZES = {"train": 600, "validation": 100, "test": 100}

DEEDS = (
    ("buy", "purchase"),
    ("repair", "mend"),
    ("find", "locate"),
    ("sell", "give away"),
    ("clean", "wash"),
    ("rent", "hire"),
    ("paint", "colour"),
    ("move", "carry"),
)
THINGS = (
    ("car", "automobile"),
    ("bicycle", "bike"),
    ("sofa", "couch"),
    ("picture", "photograph"),
    ("shop", "store"),
    ("lamp", "light"),
    ("carpet", "rug"),
    ("boat", "vessel"),
    ("computer", "laptop"),
    ("coat", "jacket"),
)
TIMES = (
    ("quickly", "fast"),
    ("cheaply", "without much money"),
    ("alone", "by myself"),
    ("in winter", "when it snows"),
    ("at night", "after dark"),
    ("abroad", "in another country"),
    ("for a child", "as a gift to my son"),
    ("safely", "with no danger"),
    ("today", "right now"),
    ("by post", "through the mail"),
)


def paraphrases(
    split: Split = "train", n: int | None = None, *, seed: int = 0
) -> list[tuple[str, str]]:
    """Return pairs of questions that mean the same, with hardly a word in common.

    One of them: ``how do i buy a car quickly`` and ``what is the way to purchase the automobile
    fast``. Deed, thing and manner each have a word for the first side and one for the second, so a
    search that counts common words has nothing to go by. There are 800 meanings, and each is in
    one split only: a meaning of ``test`` is new, its words are not.

    Args:
        split: ``train``, ``validation`` or ``test``.
        n: how many pairs, at most as many as the split has meanings: 600, 100 and 100.
        seed: deals out the meanings.

    Returns:
        Pairs (question, the same in other words): lower case, no punctuation, no meaning twice.

    """
    if split not in SIZES or not 0 <= (n or 0) <= SIZES[split]:
        message = f"no such paraphrases: split {split!r}, n {n}"
        raise UsageError(message)
    meanings = list(product(DEEDS, THINGS, TIMES))
    dealt = Bits(26, seed).order(len(meanings)).tolist()
    start = sum(SIZES[s] for s in SPLITS[: SPLITS.index(split)])
    count = SIZES[split] if n is None else n
    return [_asked(*meanings[i]) for i in dealt[start : start + count]]


def _asked(deed: tuple[str, str], thing: tuple[str, str], time: tuple[str, str]) -> tuple[str, str]:
    first, second = zip(deed, thing, time, strict=True)
    return (
        f"how do i {first[0]} a {first[1]} {first[2]}",
        f"what is the way to {second[0]} the {second[1]} {second[2]}",
    )
