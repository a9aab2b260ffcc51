"""From raw sentence pairs to tokens."""

from __future__ import annotations

import re


def preprocess_nmt(text: str) -> str:
    r"""Bring raw text of sentence pairs into a form that can be cut at spaces.

    Three changes, in this order:

    1. A no-break space (``"\u00a0"``), a narrow no-break space (``"\u202f"``) and a thin space
       (``"\u2009"``) become an ordinary space. French writes them before ``! ? : ;``; they look
       like a space and are none.
    2. All letters become lower case (``str.lower``).
    3. Each of the four marks ``, . ! ?`` gets **one space before it**, unless whitespace stands
       there already or the text begins with it. In a run of marks each gets its own: ``"oh?!"``
       becomes ``"oh ? !"``. The marks are found wherever they stand, also inside a number.

    Nothing else is touched: not tabs and line breaks, not several spaces in a row, not other
    characters. The marks of Chinese (``\u3002 \uff0c \uff01 \uff1f``) are not among the four.

    Example: ``"Go.\tVa\u202f!"`` becomes ``"go .\tva !"``.

    Args:
        text: any string.

    Returns:
        The new string.

    """
    raise NotImplementedError("TODO: preprocess_nmt")


def split_pairs(
    text: str, n: int | None = None, target_level: str = "word"
) -> tuple[list[list[str]], list[list[str]], int]:
    r"""Cut preprocessed text into pairs of token lists.

    One pair a line (``"\n"``), source and target separated by a tab; what stands behind a second
    tab is ignored (in public collections it names the author). Lines that are empty or hold nothing
    but whitespace are passed over. A line **without a tab**, or one of whose two sides has **no
    token**, is skipped and counted.

    The tokens of the source are what stands between whitespace (``str.split``). Those of the target
    too, for ``target_level="word"``; for ``"char"`` every character that is not whitespace is a
    token of its own, as suits Chinese.

    Example: ``"go .\tva !\tby me\nno tab\n"`` gives ``[["go", "."]]``, ``[["va", "!"]]`` and ``1``.

    Args:
        text: what ``preprocess_nmt`` returned.
        n: stop as soon as there are ``n`` pairs: the lines after are not read, so not counted
            either. None means all.
        target_level: ``"word"`` or ``"char"``.

    Returns:
        The sources, the targets, and how many lines were skipped.

    """
    raise NotImplementedError("TODO: split_pairs")
