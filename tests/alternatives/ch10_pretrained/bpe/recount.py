"""All pairs of all different words are counted anew for every merge; symbols are tuples."""

import itertools
from collections import Counter

from .bpe import pretokens, split_special


def joined(symbols, pair):
    """Join a pair with a stack."""
    stack = []
    for symbol in symbols:
        if stack and not isinstance(stack[-1], list) and (stack[-1], symbol) == pair:
            stack[-1] = [stack[-1] + symbol]  # boxed: not to be joined again in this pass
        else:
            stack.append(symbol)
    return tuple(s[0] if isinstance(s, list) else s for s in stack)


def bytes_of(word):
    """Return the single bytes of a word."""
    data = word.encode("utf-8")
    return tuple(data[i : i + 1] for i in range(len(data)))


def bpe_train(text, vocab_size, special=()):
    """Count anew each time."""
    n = vocab_size - 256 - len(special)
    if n < 0:
        message = "too small"
        raise ValueError(message)
    words = Counter()
    for part in split_special(text, special):
        if part not in special:
            words.update(map(bytes_of, pretokens(part)))
    merges = []
    for _ in range(n):
        counts = Counter()
        for word, times in words.items():
            for pair in itertools.pairwise(word):
                counts[pair] += times
        if not counts:
            break
        most = max(counts.values())
        merges.append(max(pair for pair, count in counts.items() if count == most))
        again = Counter()
        for word, times in words.items():
            again[joined(word, merges[-1])] += times
        words = again
    vocab = [i.to_bytes() for i in range(256)] + [a + b for a, b in merges]
    return [*vocab, *(token.encode() for token in special)], merges


def bpe_encode(text, merges, special=()):
    """Apply every merge in its order to each word."""
    ids = {i.to_bytes(): i for i in range(256)}
    for rank, (a, b) in enumerate(merges):
        ids.setdefault(a + b, 256 + rank)
    result = []
    for part in split_special(text, special):
        if part in special:
            result.append(256 + len(merges) + list(special).index(part))
            continue
        for word in pretokens(part):
            symbols = bytes_of(word)
            for pair in merges:
                if pair[0] in symbols and pair[1] in symbols:
                    symbols = joined(symbols, pair)
            result.extend(ids[symbol] for symbol in symbols)
    return result


def bpe_decode(ids, vocab):
    """Collect the bytes in one array."""
    data = bytearray()
    for i in ids:
        data += vocab[i]
    return str(data, "utf-8", "replace")
