"""Character by character, remembering the last one; the file as a state machine over lines."""


def preprocess_nmt(text: str) -> str:
    out, last = [], " "
    for original in text:
        char = " " if original in "\u00a0\u202f\u2009" else original.lower()
        if char in (",", ".", "!", "?") and not last.isspace():
            out.append(" ")
        out.append(char)
        last = char
    return "".join(out)


def split_pairs(
    text: str, n: int | None = None, target_level: str = "word"
) -> tuple[list[list[str]], list[list[str]], int]:
    pairs, skipped = [], 0
    for line in text.split("\n"):
        if len(pairs) == n:
            break
        if not line or line.isspace():
            continue
        fields = line.split("\t")
        source = fields[0].split()
        target = fields[1].split() if len(fields) > 1 else []
        if target_level == "char":
            target = [char for word in target for char in word]
        if source and target:
            pairs.append((source, target))
        else:
            skipped += 1
    return [s for s, _ in pairs], [t for _, t in pairs], skipped
