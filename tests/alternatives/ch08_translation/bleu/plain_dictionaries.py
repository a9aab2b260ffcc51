"""Plain dictionaries, products and roots instead of logarithms."""

import math


def grams(tokens, n):
    counts = {}
    for start in range(len(tokens) - n + 1):
        gram = tuple(tokens[start : start + n])
        counts[gram] = counts.get(gram, 0) + 1
    return counts


def corpus_bleu(preds, refs, max_n=4, weights=None, smooth=0):
    product = 1.0
    for n in range(1, max_n + 1):
        hits = total = 0
        for pred, options in zip(preds, refs, strict=True):
            theirs = [grams(option, n) for option in options]
            for gram, count in grams(pred, n).items():
                hits += min(count, max(their.get(gram, 0) for their in theirs))
                total += count
        if smooth and n > 1:
            hits, total = hits + 1, total + 1
        if not hits:
            return 0.0
        product *= (hits / total) ** (weights[n - 1] if weights else 1 / max_n)
    own = sum(len(pred) for pred in preds)
    closest = 0
    for pred, options in zip(preds, refs, strict=True):
        by_closeness = sorted(map(len, options))
        closest += min(by_closeness, key=lambda length: abs(length - len(pred)))
    return product * (1.0 if own >= closest else math.exp(1 - closest / own)) if own else 0.0


def bleu(pred, refs, max_n=4, weights=None, smooth=0):
    return corpus_bleu((pred,), (refs,), max_n, weights, smooth)
