"""Sentences about kings, queens and others, whose words make analogies.

Everything is made from numpy's PCG64 bits, so the lines are the same on every machine. They were
made for this course; their licence is that of the workbook.
"""

from __future__ import annotations

from itertools import combinations
from typing import Literal

from workbook.data.bits import SPLITS, Bits
from workbook.errors import UsageError

Split = Literal["train", "validation", "test"]
SIZES = {"train": 6000, "validation": 600, "test": 600}

ROLES = (("king", "queen"), ("prince", "princess"), ("man", "woman"), ("boy", "girl"))
_HIS_OR_HERS = (
    (("his",), ("beard", "moustache", "uncle's coat", "razor")),
    (("her",), ("gown", "necklace", "aunt's scarf", "bonnet")),
)
_RANKS = (
    (("rules", "commands"), ("throne", "palace", "crown", "council")),
    (("practises", "parades"), ("pony", "tutor", "banner", "courtyard")),
    (("works", "trades"), ("workshop", "market", "wages", "street")),
    (("plays", "learns"), ("toys", "school", "pencil", "swing")),
)


def role_corpus(split: Split = "train", n: int | None = None, *, seed: int = 0) -> list[str]:
    """Return lines such as ``the queen rules the palace with her gown``.

    Eight roles: four ranks, each with a man and a woman. The verb and the thing depend on the rank
    alone, ``his`` or ``her`` and what it is on the gender alone. So word vectors learned from the
    lines have a direction for each, and ``king − man + woman`` is near ``queen``.

    Args:
        split: ``train``, ``validation`` or ``test``; each has random numbers of its own.
        n: how many lines; 6,000, 600 and 600 if unsaid.
        seed: which lines.

    Returns:
        Lines of words divided by spaces, in lower case, without punctuation.

    """
    if split not in SIZES:
        message = f"role_corpus has no split '{split}': {', '.join(SIZES)}"
        raise UsageError(message)
    bits = Bits(24, SPLITS.index(split), seed)
    lines = []
    for _ in range(SIZES[split] if n is None else n):
        rank, gender = bits.one(len(ROLES)), bits.one(2)
        verbs, things = _RANKS[rank]
        (pronoun,), owned = _HIS_OR_HERS[gender]
        words = (
            bits.choice(verbs),
            "the",
            bits.choice(things),
            "with",
            pronoun,
            bits.choice(owned),
        )
        lines.append(f"the {ROLES[rank][gender]} {' '.join(words)}")
    return lines


def analogies() -> list[tuple[str, str, str, str]]:
    """Return the twelve questions ``a is to b as c is to d`` that the corpus answers.

    For each two ranks: king is to queen as man is to woman, and man is to king as woman is to
    queen.
    """
    questions = []
    for (man, woman), (other, others) in combinations(ROLES, 2):
        questions += [(man, woman, other, others), (other, man, others, woman)]
    return questions
