"""Character by character, without regular expressions, counting in plain dicts."""

from bisect import insort


def tokenize(lines, level="word", lower=True):
    if level == "char":
        return [list(line.lower()) if lower else list(line) for line in lines]
    if level != "word":
        raise ValueError(level)
    result = []
    for line in lines:
        text = line.lower() if lower else line
        tokens, current = [], ""
        for i, char in enumerate(text):
            inner = (
                char == "'" and current and i + 1 < len(text) and text[i + 1].isalnum()
            ) and text[i - 1].isalnum()
            if char.isalnum() or inner:
                current += char
            elif current:
                tokens.append(current)
                current = ""
        result.append([*tokens, current] if current else tokens)
    return result


class Vocab:
    def __init__(self, tokens, min_freq=0, reserved=("<pad>", "<bos>", "<eos>")):
        counts = {}
        for item in tokens:
            for token in (item,) if isinstance(item, str) else item:
                counts[token] = counts.get(token, 0) + 1
        ordered = []
        for token, count in counts.items():
            insort(ordered, (-count, token))
        self.token_freqs = [(token, -count) for count, token in ordered]
        self.idx_to_token = ["<unk>"]
        for token in reserved:
            self._add(token)
        for token, count in self.token_freqs:
            if count >= min_freq:
                self._add(token)

    def _add(self, token):
        if token not in self.idx_to_token:
            self.idx_to_token.append(token)

    def __len__(self):
        return len(self.idx_to_token)

    def __getitem__(self, tokens):
        if isinstance(tokens, list | tuple):
            return [self[token] for token in tokens]
        try:
            return self.idx_to_token.index(tokens)
        except ValueError:
            return 0

    def to_tokens(self, ids):
        if hasattr(ids, "__len__"):
            return [self.to_tokens(i) for i in ids]
        if ids < 0:
            raise IndexError(ids)
        return self.idx_to_token[ids]
