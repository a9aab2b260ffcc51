"""Translating a file of sentences quickly."""

from __future__ import annotations

from collections.abc import Callable, Sequence


def translate_in_batches(
    sentences: Sequence[Sequence[int]],
    translate: Callable[[list[list[int]]], list[list[int]]],
    batch_size: int,
) -> list[list[int]]:
    """Translate many sentences, those of similar length together, so that little is padding.

    The sentences are sorted by their length, shortest first (of equal lengths the earlier one
    first), and handed to ``translate`` in that order, ``batch_size`` at a time; the last batch may
    be smaller. ``translate`` takes a list of sentences and returns their translations, in the same
    order. **Result i is the translation of sentence i.**

    Example with ``batch_size = 2`` and a ``translate`` that returns its sentences unchanged:
    ``[[5, 6, 7], [8], [9, 9]]`` comes back as it was, and ``translate`` was called with
    ``[[8], [9, 9]]``, then with ``[[5, 6, 7]]``.

    **The symptom.** This function is finished. The author tried it with two sentences, in either
    order, and it was right. On a test set of 2,000 sentences it produces 2,000 fluent sentences,
    not one is missing or doubled, and BLEU is near 0. If the file is sorted by length beforehand,
    BLEU is what it should be. Find the cause and mend it.

    Args:
        sentences: lists of ids, perhaps none at all.
        translate: the model.
        batch_size: at least 1.

    Returns:
        One translation for each sentence.

    """
    ### BEGIN SOLUTION
    order = sorted(range(len(sentences)), key=lambda i: len(sentences[i]))
    ordered = [list(sentences[i]) for i in order]
    translated = []
    for start in range(0, len(ordered), batch_size):
        translated += translate(ordered[start : start + batch_size])
    results: list[list[int]] = [[] for _ in order]
    for place, i in enumerate(order):
        results[i] = translated[place]
    return results
    ### END SOLUTION
