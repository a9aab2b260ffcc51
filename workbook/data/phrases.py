"""Short English sentences with their French and Chinese translations, made by a small grammar.

Everything is made from numpy's PCG64 bits, so the pairs are the same on every machine. They were
made for this course; their licence is that of the workbook.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from workbook.errors import UsageError

Split = Literal["train", "validation", "test"]
Language = Literal["fr", "zh"]

SIZES = {"train": 2000, "validation": 200, "test": 200}

_SHARES = {"train": (0.0, 0.8), "validation": (0.8, 0.9), "test": (0.9, 1.0)}


@dataclass(frozen=True)
class _Animal:
    """A noun: English and French in both numbers, French gender, Chinese with its measure word."""

    one: str
    many: str
    un: str
    des: str
    feminine: bool
    zh: str
    measure: str


_NUMBERS = (
    ("one", "un", "一"),
    ("two", "deux", "两"),
    ("three", "trois", "三"),
    ("four", "quatre", "四"),
    ("five", "cinq", "五"),
    ("six", "six", "六"),
)
_COLOURS = (  # English; French masculine and feminine, singular then plural; Chinese
    ("black", ("noir", "noirs", "noire", "noires"), "黑"),
    ("white", ("blanc", "blancs", "blanche", "blanches"), "白"),
    ("grey", ("gris", "gris", "grise", "grises"), "灰"),
    ("brown", ("brun", "bruns", "brune", "brunes"), "棕"),
)
_ANIMALS = (
    _Animal("cat", "cats", "chat", "chats", feminine=False, zh="猫", measure="只"),
    _Animal("dog", "dogs", "chien", "chiens", feminine=False, zh="狗", measure="只"),
    _Animal("bird", "birds", "oiseau", "oiseaux", feminine=False, zh="鸟", measure="只"),
    _Animal("mouse", "mice", "souris", "souris", feminine=True, zh="鼠", measure="只"),
    _Animal("cow", "cows", "vache", "vaches", feminine=True, zh="牛", measure="头"),
    _Animal("goat", "goats", "chèvre", "chèvres", feminine=True, zh="羊", measure="只"),
    _Animal("horse", "horses", "cheval", "chevaux", feminine=False, zh="马", measure="匹"),
)
_VERBS = (  # English and French, singular then plural; Chinese
    ("sleeps", "sleep", "dort", "dorment", "睡觉"),
    ("eats", "eat", "mange", "mangent", "吃东西"),
    ("waits", "wait", "attend", "attendent", "等"),
    ("runs", "run", "court", "courent", "跑"),
    ("plays", "play", "joue", "jouent", "玩"),
)
_PLACES = (
    ("under the tree", "sous l'arbre", "在树下"),
    ("in the garden", "dans le jardin", "在花园里"),
    ("by the river", "près de la rivière", "在河边"),
    ("on the hill", "sur la colline", "在山上"),
    ("in front of the house", "devant la maison", "在房子前"),
)
_AXES = tuple(map(len, (_NUMBERS, _COLOURS, _ANIMALS, _VERBS, _PLACES)))


def phrases(
    split: Split = "train", n: int | None = None, *, language: Language = "zh", seed: int = 0
) -> list[tuple[str, str]]:
    """Return pairs ``(English, French or Chinese)`` of short sentences.

    One of them::

        Two black mice sleep under the tree.
            fr   Deux souris noires dorment sous l'arbre.
            zh   两只黑鼠在树下睡觉。

    Number, colour, animal, action and place are drawn independently, 4,200 sentences in all. They
    are translated word by word nowhere: French puts the colour behind the noun and lets it agree in
    gender and number; Chinese puts the place before the action, needs a measure word that
    depends on the animal, and says 两 for a counted two. English has two mice.

    **The splits are made by sentence**: the sentences are dealt out (80, 10 and 10 %) before lines
    are drawn, so no sentence of one split occurs in another.

    Args:
        split: ``"train"``, ``"validation"`` or ``"test"``.
        n: how many pairs; 2,000, 200 or 200 if unsaid. A sentence may occur more than once.
        language: ``"fr"`` or ``"zh"``. The English side does not depend on it.
        seed: deals out the sentences, and draws the lines.

    Returns:
        The pairs, as strings; French and Chinese without any special spaces.

    """
    if split not in _SHARES or language not in ("fr", "zh"):
        message = f"no such phrases: split {split!r}, language {language!r}"
        raise UsageError(message)
    n = SIZES[split] if n is None else n
    total = int(np.prod(_AXES))
    dealt = np.argsort(np.random.PCG64([13, seed]).random_raw(total), kind="stable")
    first, last = (round(share * total) for share in _SHARES[split])
    own = dealt[first:last]
    number = tuple(_SHARES).index(split)
    raw = np.random.PCG64([14, number, seed]).random_raw(n) >> np.uint64(11)
    chosen = own[(raw % np.uint64(len(own))).astype(np.int64)]
    translate = _french if language == "fr" else _chinese
    sentences = (np.unravel_index(index, _AXES) for index in chosen.tolist())
    return [(_english(*map(int, s)), translate(*map(int, s))) for s in sentences]


def _english(number: int, colour: int, animal: int, verb: int, place: int) -> str:
    noun = _ANIMALS[animal].many if number else _ANIMALS[animal].one
    words = (_NUMBERS[number][0], _COLOURS[colour][0], noun, _VERBS[verb][bool(number)])
    return f"{' '.join(words)} {_PLACES[place][0]}.".capitalize()


def _french(number: int, colour: int, animal: int, verb: int, place: int) -> str:
    beast, plural = _ANIMALS[animal], bool(number)
    count = "une" if beast.feminine and not plural else _NUMBERS[number][1]
    noun = beast.des if plural else beast.un
    adjective = _COLOURS[colour][1][2 * beast.feminine + plural]
    words = (count, noun, adjective, _VERBS[verb][2 + plural], _PLACES[place][1])
    return f"{' '.join(words)}.".capitalize()


def _chinese(number: int, colour: int, animal: int, verb: int, place: int) -> str:
    beast = _ANIMALS[animal]
    counted = _NUMBERS[number][2] + beast.measure
    return f"{counted}{_COLOURS[colour][2]}{beast.zh}{_PLACES[place][2]}{_VERBS[verb][4]}。"
