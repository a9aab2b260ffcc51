"""itertools for the tokens, two stable sorts for the order, a defaultdict for the ids."""

from collections import Counter, defaultdict
from itertools import chain, groupby


def tokenize(lines, level="word", lower=True):
    cut = {"word": _words, "char": list}
    if level not in cut:
        raise ValueError
    return [cut[level](line.lower() if lower else line) for line in lines]


def _words(line):
    padded = f" {line} "
    kept = "".join(
        c if c.isalnum() or (c == "'" and a.isalnum() and b.isalnum()) else " "
        for a, c, b in zip(padded, padded[1:], padded[2:] + " ", strict=False)
    )
    return ["".join(run) for is_word, run in groupby(kept, key=lambda c: c != " ") if is_word]


class Vocab:
    def __init__(self, tokens, min_freq=0, reserved=("<pad>", "<bos>", "<eos>")):
        nested = bool(tokens) and not isinstance(tokens[0], str)
        counts = Counter(chain.from_iterable(tokens) if nested else tokens)
        pairs = sorted(counts.items())
        pairs.sort(key=lambda pair: pair[1], reverse=True)
        self.token_freqs = pairs
        self.ids = defaultdict(int)
        self.tokens = []
        for token in chain(["<unk>"], reserved, (t for t, n in pairs if not n < min_freq)):
            if token not in self.ids:
                self.ids[token] = len(self.tokens)
                self.tokens.append(token)

    def __len__(self):
        return len(self.tokens)

    def __getitem__(self, tokens):
        return (
            self.ids.get(tokens, 0) if isinstance(tokens, str) else [*map(self.__getitem__, tokens)]
        )

    def to_tokens(self, ids):
        if isinstance(ids, int):
            return dict(enumerate(self.tokens))[ids] if ids in range(len(self)) else self._none(ids)
        return [*map(self.to_tokens, ids)]

    @staticmethod
    def _none(index):
        raise IndexError(index)
