"""Text whose entropy is known exactly, and a little prose, in English and in Chinese.

``template_corpus`` makes lines with a small grammar and says for every character how surprising
it was. So a language model can be judged from both sides: far above the entropy it has learned
too little, below it there is a leak. ``prose_corpus`` is text that was written for this workbook.

Random choices are made from numpy's PCG64 bits, so a corpus is the same on every machine, and
each split has bits of its own. Nobody else's text is in here.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from torch import Tensor

from workbook.data.prose import CHINESE, ENGLISH
from workbook.errors import UsageError

Split = Literal["train", "validation", "test"]
Options = list[tuple[str, str]]  # phrases, each with the state that follows it
Grammar = dict[str, Options]  # the options of a state are equally likely

SIZES: dict[Split, int] = {"train": 3600, "validation": 400, "test": 400}
START, END = "start", "end"


@dataclass(frozen=True)
class Corpus:
    r"""A generated text and what is known about it.

    Attributes:
        text: lines, each of which ends with ``\n``.
        nats: (len(text),) float64: ``−log p`` of each character, given all characters before it,
            under the process that made the text.
        entropy_per_char: the entropy rate of that process in nats per character: exact, not
            estimated. No model can have a smaller loss than this on average.
        alphabet: every character that can occur, sorted.

    """

    text: str
    nats: Tensor
    entropy_per_char: float
    alphabet: str


def template_corpus(
    split: Split, n_lines: int | None = None, *, grammar: str = "en", seed: int = 0
) -> Corpus:
    """Return lines that a small grammar made, with their entropy.

    Args:
        split: ``train``, ``validation`` or ``test``; each has random numbers of its own.
        n_lines: how many lines; 3600, 400 and 400 if unsaid.
        grammar: ``en``, English sentences of independent words; ``zh``, the same in Chinese;
            ``agreement``, English sentences with brackets and verbs whose form was settled up to
            twenty characters earlier.
        seed: which lines.

    """
    if split not in SIZES or grammar not in GRAMMARS:
        message = f"template_corpus has no split '{split}' of a grammar '{grammar}'"
        raise UsageError(message)
    rules = GRAMMARS[grammar]
    lines = SIZES[split] if n_lines is None else n_lines
    source = np.random.PCG64([seed, list(SIZES).index(split), list(GRAMMARS).index(grammar)])
    text: list[str] = []
    nats: list[float] = []
    state = START
    while lines:
        phrase, following = rules[state][int(source.random_raw() >> 11) % len(rules[state])]
        text.append(phrase)
        nats += _surprises(grammar, state)[phrase]
        lines -= following == END
        state = START if following == END else following
    alphabet = "".join(sorted({c for options in rules.values() for p, _ in options for c in p}))
    exact = torch.tensor(nats, dtype=torch.float64)
    return Corpus("".join(text), exact, _entropy_per_char(rules), alphabet)


def prose_corpus(language: Literal["en", "zh"] = "en") -> str:
    r"""Return a short text in English or Chinese: paragraphs that are divided by an empty line.

    It was written for this workbook, about learning machines, boats and bread, and has the
    workbook's licence.
    """
    texts = {"en": ENGLISH, "zh": CHINESE}
    if language not in texts:
        message = f"there is no prose in '{language}': en or zh"
        raise UsageError(message)
    return texts[language]


@functools.cache
def _surprises(grammar: str, state: str) -> dict[str, list[float]]:
    """For each phrase of a state: ``−log p`` of each of its characters.

    After a prefix that ``n`` of the equally likely phrases share, a character that ``k`` of these
    go on with has the probability k/n. A character that leaves no choice has surprise 0.
    """
    phrases = [phrase for phrase, _ in GRAMMARS[grammar][state]]

    def sharing(prefix: str) -> int:
        return sum(phrase.startswith(prefix) for phrase in phrases)

    return {
        phrase: [
            math.log(sharing(phrase[:i]) / sharing(phrase[: i + 1])) for i in range(len(phrase))
        ]
        for phrase in phrases
    }


def _entropy_per_char(rules: Grammar) -> float:
    """Return the expected nats of a line over its expected number of characters."""

    @functools.cache
    def expected(state: str) -> tuple[float, float]:
        if state == END:
            return 0.0, 0.0
        options = rules[state]
        following = [expected(rest) for _, rest in options]
        nats = math.log(len(options)) + sum(n for n, _ in following) / len(options)
        chars = sum(len(p) + c for (p, _), (_, c) in zip(options, following, strict=True))
        return nats, chars / len(options)

    nats, chars = expected(START)
    return nats / chars


def _slots(*slots: str, sep: str = " ") -> Grammar:
    """One state for each slot, every phrase of which leads to the next slot; ``/`` divides them."""
    names = [START, *(f"slot {i}" for i in range(1, len(slots))), END]
    last = len(slots) - 1
    return {
        name: [(phrase + ("\n" if i == last else sep), names[i + 1]) for phrase in slot.split("/")]
        for i, (name, slot) in enumerate(zip(names[:-1], slots, strict=True))
    }


ADJECTIVES = "old/small/quiet/green/happy/clever/tired/brave"
NOUNS = "baker/sailor/rabbit/fox/girl/robot/farmer/owl"
SINGULAR = "baker/sailor/rabbit/farmer/robot/owl"

ENGLISH_SENTENCES = _slots(
    "the/a/my/one",
    ADJECTIVES,
    NOUNS,
    "finds the/paints the/sells the/drops the/carries the/wants the",
    "boat/lamp/bread/kite/map/drum/stone/flower",
    "near the/under the/behind the/beside the",
    "bridge./river./tower./market./garden./mill./harbour./hill.",
)
CHINESE_SENTENCES = _slots(
    "今天/昨天/早上/晚上/明天/下午",
    "小猫/农夫/老师/船长/机器人/孩子/木匠/面包师",
    "在河边/在山上/在桥下/在花园里/在市场上/在塔旁",
    "看/画/找/买/送/修",
    "灯笼。/小船。/地图。/风筝。/石头。/面包。/钟表。/鲜花。",
    sep="",
)


def _agreement() -> Grammar:
    """Brackets to be closed by their own kind, and a verb that agrees with the first noun."""
    brackets = {"(": ")", "[": "]", "<": ">"}
    asides = ("so they say", "as you know", "it is told", "we hear")
    verbs = {
        "one": ("sleeps", "sings", "waits", "laughs"),
        "many": ("sleep", "sing", "wait", "laugh"),
    }
    rules: Grammar = {START: []}
    for number, ending in (("one", " "), ("many", "s ")):
        rules[START] += [
            (f"the {noun}{ending}", f"{number} after noun") for noun in SINGULAR.split("/")
        ]
        rules[f"{number} after noun"] = [
            *((opening, f"{number} {opening}") for opening in brackets),
            *((f"near the {place} ", f"{number} verb") for place in ("bridges", "tower", "rivers")),
        ]
        for opening, closing in brackets.items():
            rules[f"{number} {opening}"] = [
                (aside, f"{number} close {closing}") for aside in asides
            ]
            rules[f"{number} close {closing}"] = [(f"{closing} ", f"{number} verb")]
        rules[f"{number} verb"] = [(f"{verb}", "ending") for verb in verbs[number]]
    rules["ending"] = [(".\n", END), (" now.\n", END), (" at night.\n", END)]
    return rules


GRAMMARS: dict[str, Grammar] = {
    "en": ENGLISH_SENTENCES,
    "zh": CHINESE_SENTENCES,
    "agreement": _agreement(),
}
