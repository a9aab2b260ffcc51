"""Byte-level byte-pair encoding: text to ids and back, without an unknown character."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

Pair = tuple[bytes, bytes]

PRETOKEN = re.compile(
    r"'(?:s|t|re|ve|m|ll|d)| ?[^\W\d_]+| ?\d+| ?(?:[^\s\w]|_)+|\s+(?!\S)|\s+",
)


def pretokens(text: str) -> list[str]:
    """Cut a text into words, each with the space before it; given.

    >>> pretokens("It's the 2nd boat, I think.")
    ['It', "'s", ' the', ' 2', 'nd', ' boat', ',', ' I', ' think', '.']
    """
    return PRETOKEN.findall(text)


def split_special(text: str, special: Sequence[str]) -> list[str]:
    """Cut a text at its special tokens, which become parts of their own; given.

    >>> split_special("one<end>two", ["<end>"])
    ['one', '<end>', 'two']
    """
    if not special:
        return [text]
    longest_first = sorted(special, key=len, reverse=True)
    return re.split(f"({'|'.join(map(re.escape, longest_first))})", text)




def bpe_train(
    text: str, vocab_size: int, special: Sequence[str] = ()
) -> tuple[list[bytes], list[Pair]]:
    """Learn which bytes to join.

    1. Cut the text at the special tokens with ``split_special`` and throw them away. Cut each other
       part into words with ``pretokens``. A word is a list of **symbols**, at first its single
       UTF-8 bytes; words never touch, so no pair reaches over their border.
    2. Count every pair of neighbouring symbols, at every place: in ``a a a a`` the pair (a, a)
       stands three times.
    3. Take the pair that occurs most often; **of equally frequent ones the greatest**, as Python
       compares tuples of bytes: ``(b"b", b"a") > (b"a", b"z")``. It is the next merge. Join it in
       all words, from left to right and never overlapping: ``a a a`` becomes ``aa a``.
    4. Go on with 2 until there are ``vocab_size − 256 − len(special)`` merges, or no pair is left.

    ``vocab[id]`` are the bytes of an id: the 256 bytes in order, then one entry for each merge (the
    bytes of the pair joined), then the special tokens in the order given.

    Example: ``"aaab aaab"`` has the words ``a a a b`` and ``␣ a a a b``. (a, a) stands four times,
    (a, b) twice. With ``vocab_size = 258`` the merges are (a, a) and then, of (aa, a) and (a, b),
    which both stand twice, (aa, a): for ``b"aa" > b"a"``.

    Words repeat, so count each *different* word once, with its frequency. And after a merge only
    the words that held the pair change.

    Source: Sennrich, Haddow and Birch, 2016; on bytes: Radford et al., 2019.

    Args:
        text: what to learn from.
        vocab_size: the greatest number of ids.
        special: tokens that are never cut nor joined, such as ``"<|endoftext|>"``.

    Returns:
        ``vocab``, a list of bytes, and ``merges``, a list of pairs ``(bytes, bytes)`` in the order
        in which they were found.

    Raises:
        ValueError: if ``vocab_size`` is less than ``256 + len(special)``.

    """
    raise NotImplementedError("TODO: bpe_train")


def bpe_encode(text: str, merges: Sequence[Pair], special: Sequence[str] = ()) -> list[int]:
    """Turn text into ids.

    The ids are those of ``bpe_train``: 0 … 255 the bytes, ``256 + r`` the merge number r, then the
    special tokens. A special token in the text becomes its one id. Every other part is cut into
    words with ``pretokens``, and every word into its UTF-8 bytes. In a word, **the merge that was
    found first** among those that are possible is done first, everywhere in the word, from left to
    right and never overlapping; then again, until none is possible.

    Example, merges (b, c) then (a, b): ``abc`` becomes ``a bc``, that is 97, 256, although ``ab``
    comes first in the word. (Should two merges give the same bytes, the id is that of the first.)

    Every text can be encoded, whatever the merges were learned from.

    Args:
        text: what to encode.
        merges: as ``bpe_train`` returns them.
        special: the special tokens, in the same order as in training.

    Returns:
        The ids.

    """
    raise NotImplementedError("TODO: bpe_encode")




def bpe_decode(ids: Sequence[int], vocab: Sequence[bytes]) -> str:
    """Turn ids into text.

    The bytes of all ids, joined and then read as UTF-8. Bytes that are no valid UTF-8 (ids may end
    in the middle of a character) become U+FFFD, as Python's ``errors="replace"`` does it.

    Args:
        ids: ids below ``len(vocab)``.
        vocab: the bytes of every id, as ``bpe_train`` returns them.

    Returns:
        The text.

    """
    raise NotImplementedError("TODO: bpe_decode")
