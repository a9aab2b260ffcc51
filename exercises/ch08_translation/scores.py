"""BLEU: how near a translation comes to what people wrote."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Sequence

Tokens = Sequence[Hashable]


def bleu(
    pred: Tokens,
    refs: Sequence[Tokens],
    max_n: int = 4,
    weights: Sequence[float] | None = None,
    smooth: int = 0,
) -> float:
    """Return the BLEU of one sentence: that of a corpus which consists of it alone.

    Args:
        pred: the translation, as tokens; perhaps none.
        refs: its references, at least one.
        max_n: the longest n-grams.
        weights: as in ``corpus_bleu``.
        smooth: as in ``corpus_bleu``.

    Returns:
        A number from 0 to 1.

    """
    raise NotImplementedError("TODO: bleu")


def corpus_bleu(
    preds: Sequence[Tokens],
    refs: Sequence[Sequence[Tokens]],
    max_n: int = 4,
    weights: Sequence[float] | None = None,
    smooth: int = 0,
) -> float:
    """Return the BLEU of a whole test set.

    For each sentence and each n = 1 … max_n, count the n-grams of the translation. An n-gram's
    count is **clipped**: it counts at most as often as it occurs in that one of the references
    which has it most often. Counts are **summed over all sentences before** anything is divided:

        p_n = Σ clipped counts / Σ counts
        c = Σ length of the translation
        r = Σ length of the reference whose length is closest (of two equally close, the shorter)
        BP = 1 if c ≥ r, else exp(1 − r / c)
        BLEU = BP · exp(Σ_n weights[n − 1] · log p_n)

    BLEU is 0 if any p_n is 0 or has no n-gram to count (as when all translations are shorter than
    max_n tokens), and 0 if ``c = 0``.

    ``smooth=1`` adds 1 to numerator and denominator of p_n **for n ≥ 2** (after summing over the
    sentences), so that one missing 4-gram does not make the whole score 0. p_1 stays as it is.

    Source: Papineni, Roukos, Ward and Zhu, 2002; the smoothing: Lin and Och, 2004.

    Args:
        preds: N translations, each a list of tokens.
        refs: for each of them a list of references, at least one.
        max_n: the longest n-grams.
        weights: ``max_n`` positive numbers; None means ``1 / max_n`` each.
        smooth: 0 or 1.

    Returns:
        A number from 0 to 1, a Python float.

    """
    raise NotImplementedError("TODO: corpus_bleu")
