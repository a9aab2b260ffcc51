"""More of the prose of ``prose_corpus``, for models that need more to read.

It was written for this workbook, and has its licence. Nobody else's text is in here.
"""

from __future__ import annotations

from typing import Literal

from workbook.data import long_prose_en, long_prose_zh
from workbook.data.corpus import prose_corpus
from workbook.errors import UsageError

Split = Literal["train", "validation"]
TENTH = 10


def long_prose_corpus(language: Literal["en", "zh"] = "en", split: Split | None = None) -> str:
    r"""Return 33,000 characters of English or 7,000 of Chinese (20 kB in UTF-8).

    Paragraphs are divided by an empty line; the text begins with that of ``prose_corpus``. It has
    nothing random in it.

    Args:
        language: ``en`` or ``zh``.
        split: ``validation`` is every tenth paragraph and ``train`` are the others; unsaid, all.

    Returns:
        The text, which ends with ``\n``.

    """
    added = {"en": long_prose_en.ENGLISH, "zh": long_prose_zh.CHINESE}
    if language not in added or split not in {"train", "validation", None}:
        message = f"there is no long prose in '{language}', split {split!r}: en or zh"
        raise UsageError(message)
    text = f"{prose_corpus(language)}\n{added[language]}"
    if split is None:
        return text
    held_out = split == "validation"
    paragraphs = text.removesuffix("\n").split("\n\n")
    kept = [p for i, p in enumerate(paragraphs) if (i % TENTH == TENTH - 1) == held_out]
    return "\n\n".join(kept) + "\n"
