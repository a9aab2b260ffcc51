"""A translation table, and replacements that are undone where they were too many; a generator."""

from collections.abc import Iterator

SPACES = str.maketrans(dict.fromkeys("\u00a0\u202f\u2009", " "))


def preprocess_nmt(text: str) -> str:
    text = text.translate(SPACES).lower()
    pieces = []
    for i, char in enumerate(text):
        lonely = i > 0 and text[i - 1 : i].strip() != ""
        pieces.append(f" {char}" if char in ",.!?" and lonely else char)
    return "".join(pieces)


def _lines(text: str, target_level: str) -> Iterator[tuple[list[str], list[str]]]:
    for line in filter(str.strip, text.split("\n")):
        source, target, *_ = [*line.split("\t"), ""]
        words = "".join(target.split()) if target_level == "char" else target.split()
        yield source.split(), list(words)


def split_pairs(
    text: str, n: int | None = None, target_level: str = "word"
) -> tuple[list[list[str]], list[list[str]], int]:
    src: list[list[str]] = []
    tgt: list[list[str]] = []
    skipped = 0
    for source, target in _lines(text, target_level):
        if n is not None and len(src) >= n:
            return src, tgt, skipped
        if min(len(source), len(target)) == 0:
            skipped += 1
            continue
        src.append(source)
        tgt.append(target)
    return src, tgt, skipped
