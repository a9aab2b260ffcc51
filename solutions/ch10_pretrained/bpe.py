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


### BEGIN SOLUTION
def _merge(symbols: list[bytes], pair: Pair) -> list[bytes]:
    """Join every occurrence of a pair, from left to right, none overlapping."""
    merged, i = [], 0
    while i < len(symbols):
        if tuple(symbols[i : i + 2]) == pair:
            merged.append(symbols[i] + symbols[i + 1])
            i += 2
        else:
            merged.append(symbols[i])
            i += 1
    return merged


### END SOLUTION


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
    ### BEGIN SOLUTION
    wanted = vocab_size - 256 - len(special)
    if wanted < 0:
        message = f"{vocab_size} ids are too few for 256 bytes and {len(special)} special tokens"
        raise ValueError(message)
    ordinary = [part for part in split_special(text, special) if part not in special]
    words = Counter(word for part in ordinary for word in pretokens(part))
    symbols = {word: [bytes([byte]) for byte in word.encode()] for word in words}
    counts: Counter[Pair] = Counter()
    holders: defaultdict[Pair, dict[str, None]] = defaultdict(dict)  # pair → words, in order
    for word, times in words.items():
        for pair in pairwise(symbols[word]):
            counts[pair] += times
            holders[pair][word] = None
    merges: list[Pair] = []
    while counts and len(merges) < wanted:
        best = max(counts, key=lambda pair: (counts[pair], pair))
        merges.append(best)
        for word in holders.pop(best):
            for pair in pairwise(symbols[word]):
                counts[pair] -= words[word]
            symbols[word] = _merge(symbols[word], best)
            for pair in pairwise(symbols[word]):
                counts[pair] += words[word]
                holders[pair][word] = None
        counts = +counts  # without the pairs that are gone
    vocab = [bytes([byte]) for byte in range(256)]
    vocab += [first + second for first, second in merges]
    return vocab + [token.encode() for token in special], merges
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    ranks = {pair: rank for rank, pair in reversed([*enumerate(merges)])}
    ids = {first + second: 256 + rank for (first, second), rank in reversed(ranks.items())}
    ids |= {bytes([byte]): byte for byte in range(256)}
    of_special = {token: 256 + len(merges) + i for i, token in enumerate(special)}
    known: dict[str, list[int]] = {}
    encoded: list[int] = []
    for part in split_special(text, special):
        if part in of_special:
            encoded.append(of_special[part])
            continue
        for word in pretokens(part):
            if word not in known:
                known[word] = [ids[symbol] for symbol in _symbols(word, ranks)]
            encoded += known[word]
    return encoded
    ### END SOLUTION


### BEGIN SOLUTION
def _symbols(word: str, ranks: dict[Pair, int]) -> list[bytes]:
    """Apply the merges to a word, the first found first."""
    symbols = [bytes([byte]) for byte in word.encode()]
    while len(symbols) > 1:
        best = min(pairwise(symbols), key=lambda pair: ranks.get(pair, math.inf))
        if best not in ranks:
            break
        symbols = _merge(symbols, best)
    return symbols


### END SOLUTION


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
    ### BEGIN SOLUTION
    return b"".join(vocab[i] for i in ids).decode(errors="replace")
    ### END SOLUTION
