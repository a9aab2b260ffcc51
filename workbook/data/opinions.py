"""Short film reviews in which every word counts where it stands.

Everything is made from numpy's PCG64 bits, so the reviews are the same on every machine. They were
made for this course; their licence is that of the workbook.
"""

from __future__ import annotations

import zlib
from typing import Literal

from workbook.data.bits import SPLITS, Bits
from workbook.errors import UsageError

Split = Literal["train", "validation", "test"]
SIZES = {"train": 2400, "validation": 300, "test": 300}

SUBJECTS = ("plot", "music", "cast", "ending", "dialogue", "camera", "story", "humour")
PRAISE = ("clever", "moving", "fresh", "warm", "gripping", "funny", "bright", "honest")
BLAME = ("dull", "clumsy", "stale", "cold", "tiresome", "silly", "flat", "false")
STRESS = ("", "", "very ", "really ", "quite ")


def reviews(
    split: Split = "train", n: int | None = None, *, seed: int = 0
) -> list[tuple[str, int]]:
    """Return reviews such as ``the plot was not very dull and the cast was warm and …``.

    One or three clauses are joined by ``and``. Each praises or blames; nearly half of them say it
    with ``not`` and the opposite word. **The majority of the clauses decides.** Whoever counts
    words and does not see which of them ``not`` belongs to is right in little more than half of
    the reviews. No review of one split occurs in another.

    Args:
        split: ``train``, ``validation`` or ``test``; each has random numbers of its own.
        n: how many reviews; 2,400, 300 and 300 if unsaid.
        seed: which reviews.

    Returns:
        Pairs (text, label): lower case, no punctuation; 1 praises, 0 blames.

    """
    if split not in SIZES:
        message = f"reviews has no split '{split}': {', '.join(SIZES)}"
        raise UsageError(message)
    bits = Bits(25, SPLITS.index(split), seed)
    count = SIZES[split] if n is None else n
    found: list[tuple[str, int]] = []
    while len(found) < count:
        review = _review(bits)
        if _split_of(review[0]) == split:
            found.append(review)
    return found


def _split_of(text: str) -> str:
    """Return the one split that a text may occur in: short ones would come up in several."""
    place = zlib.crc32(text.encode()) % 10
    return SPLITS[max(0, place - 7)]


def _review(bits: Bits) -> tuple[str, int]:
    praises = [bits.one(2) for _ in range(1 + 2 * bits.one(2))]
    subjects = [SUBJECTS[i] for i in bits.order(len(SUBJECTS))]
    clauses = []
    for good, subject in zip(praises, subjects, strict=False):
        negated = bits.one(20) < 9  # noqa: PLR2004 - nearly half
        word = bits.choice(PRAISE if good != negated else BLAME)
        clauses.append(f"the {subject} was {'not ' * negated}{bits.choice(STRESS)}{word}")
    return " and ".join(clauses), int(2 * sum(praises) > len(praises))
