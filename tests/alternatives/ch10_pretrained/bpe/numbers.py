"""Symbols are numbers, the bytes of each in a table; pairs of numbers are joined."""

import itertools
from collections import Counter, defaultdict

from .bpe import pretokens, split_special


def replaced(symbols, first, second, new):
    """Put ``new`` for every pair, from left to right."""
    i, result = 0, []
    while i < len(symbols):
        hit = symbols[i] == first and symbols[i + 1 : i + 2] == [second]
        result.append(new if hit else symbols[i])
        i += 2 if hit else 1
    return result


def bpe_train(text, vocab_size, special=()):
    """Keep an index from pair to the words that hold it."""
    if vocab_size < 256 + len(special):
        raise ValueError(vocab_size)
    parts = [part for part in split_special(text, special) if part not in set(special)]
    frequency = Counter(word for part in parts for word in pretokens(part))
    words = [list(word.encode()) for word in frequency]
    times = list(frequency.values())
    table = [bytes((i,)) for i in range(256)]
    number = {token: i for i, token in enumerate(table)}
    where = defaultdict(Counter)
    for w, symbols in enumerate(words):
        for pair in itertools.pairwise(symbols):
            where[pair][w] += 1
    merges = []

    def importance(pair):
        count = sum(times[w] * k for w, k in where[pair].items())
        return count, (table[pair[0]], table[pair[1]])

    while len(merges) < vocab_size - 256 - len(special):
        alive = [pair for pair in where if importance(pair)[0] > 0]
        if not alive:
            break
        first, second = max(alive, key=importance)
        merges.append((table[first], table[second]))
        token = table[first] + table[second]
        new = number.setdefault(token, len(table))
        table.append(token)
        for w in list(where[first, second]):
            for pair in zip(words[w], words[w][1:], strict=False):
                where[pair].pop(w, None)
            words[w] = replaced(words[w], first, second, new)
            for pair in zip(words[w], words[w][1:], strict=False):
                where[pair][w] += 1
    return table + [token.encode() for token in special], merges


def bpe_encode(text, merges, special=()):
    """Look for the best rank again and again."""
    number = {bytes((i,)): i for i in range(256)}
    rules = {}
    for rank, (a, b) in enumerate(merges):
        new = number.setdefault(a + b, 256 + rank)
        rules.setdefault((number[a], number[b]), (rank, new))
    found = []
    for part in split_special(text, special):
        if part in special:
            found += [256 + len(merges) + i for i, token in enumerate(special) if token == part]
            continue
        for word in pretokens(part):
            symbols = list(word.encode())
            while True:
                pairs = itertools.pairwise(symbols)
                possible = [(*rules[pair], pair) for pair in pairs if pair in rules]
                if not possible:
                    break
                _, new, pair = min(possible)
                symbols = replaced(symbols, *pair, new)
            found += symbols
    return found


def bpe_decode(ids, vocab):
    """Read the joined bytes with a codec."""
    import codecs

    return codecs.decode(b"".join(map(vocab.__getitem__, ids)), "utf-8", "replace")
