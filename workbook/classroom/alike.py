"""Submissions whose own lines are nearly the same, for a person to look at.

What is compared is what each learner wrote (``written``), as a sequence of tokens. Where few
tokens were written, everybody's are alike: such submissions are left out, and so are exercises
that most of the class solved with the very same lines.

The cost is bounded: a text is cut at 1,000 tokens, and at most 150,000 pairs are looked at. Up to
548 submissions that is every pair; above, each is held against those of nearly its own length,
since two texts can't be 90 % alike when one is a fifth longer. Only pairs that share many runs of
three tokens, which a matrix product counts for all pairs at once, are compared token by token.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import Indel

LEAST = 60  # tokens
MOST = 1_000
CLOSE = 0.9
MOST_PAIRS = 150_000
RUN, BUCKETS = 3, 4096
SHARED = 0.4  # one changed token in ten breaks at most half of the runs
COMMON = 0.2  # lines of an exercise that more of the class wrote are no sign of anything
FEWEST_COMMON = 3
SHOWN = 50
TOKEN = re.compile(r"\w+|[^\w\s]")
_FIRST_SIGN, _SIGNS = 0x100, 0xD000  # tokens become single characters, below the surrogates


@dataclass(frozen=True)
class Pair:
    """Two students, and how much of their own lines is the same."""

    first: str
    second: str
    likeness: float


def near_identical(written: Sequence[tuple[str, dict[str, str]]]) -> list[Pair]:
    """Return the closest pairs of (student, own lines by exercise), the closest first."""
    common = _common(written)
    texts = [(student, _signs(own, common)) for student, own in written]
    texts = sorted(((s, t) for s, t in texts if len(t) >= LEAST), key=lambda one: len(one[1]))
    shared = _shared_runs([text for _, text in texts])
    pairs = [
        Pair(*sorted((texts[i][0], texts[j][0])), round(likeness, 3))
        for i, j in _candidates([len(text) for _, text in texts])
        if shared[i, j] >= SHARED
        and (likeness := Indel.normalized_similarity(texts[i][1], texts[j][1], score_cutoff=CLOSE))
    ]
    return sorted(pairs, key=lambda pair: (-pair.likeness, pair.first, pair.second))[:SHOWN]


def _common(written: Sequence[tuple[str, dict[str, str]]]) -> set[tuple[str, str]]:
    counts = Counter((exercise, line) for _, own in written for exercise, line in _lines(own))
    enough = max(FEWEST_COMMON, COMMON * len(written))
    return {line for line, count in counts.items() if count > enough}


def _lines(own: dict[str, str]) -> set[tuple[str, str]]:
    return {(exercise, line) for exercise, text in own.items() for line in text.splitlines()}


def _signs(own: dict[str, str], common: set[tuple[str, str]]) -> str:
    """Turn a learner's lines into one character for each token."""
    lines = [
        line
        for exercise, text in own.items()
        for line in text.splitlines()
        if (exercise, line) not in common
    ]
    tokens = TOKEN.findall("\n".join(lines))[:MOST]
    return "".join(chr(_FIRST_SIGN + zlib.crc32(token.encode()) % _SIGNS) for token in tokens)


def _shared_runs(texts: Sequence[str]) -> np.ndarray:
    """Return for each pair the part of the runs of three of the one that has fewer."""
    bags = np.zeros((len(texts), BUCKETS), dtype=np.float32)
    for bag, text in zip(bags, texts, strict=True):
        runs = {zlib.crc32(text[at : at + RUN].encode()) % BUCKETS for at in range(len(text))}
        bag[list(runs)] = 1
    counts = bags.sum(1)
    return (bags @ bags.T) / np.minimum.outer(counts, counts).clip(1)


def _candidates(lengths: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield pairs of a list that is sorted by length, as far as they can be close."""
    count = len(lengths)
    reach = max(1, min(count, 2 * MOST_PAIRS // max(1, count)))
    if count * (count - 1) // 2 > MOST_PAIRS:
        reach //= 2
    for i in range(count):
        for j in range(i + 1, min(count, i + 1 + reach)):
            if 2 * lengths[i] < CLOSE * (lengths[i] + lengths[j]):
                break
            yield i, j
