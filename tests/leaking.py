"""The search for lines of solutions in what learners get.

Tests get this module from the fixture ``leaking``.
"""

import io
import tokenize

from workbook.regions import regions, stub_text

RUN = 12  # tokens
LINE = 40  # characters
QUIET = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}


def tokens(text):
    """The tokens of Python source; of a text that is none, its words and signs."""
    try:
        found = [*tokenize.generate_tokens(io.StringIO(text).readline)]
    except (tokenize.TokenError, SyntaxError):
        return text.split()
    return [t.string for t in found if t.type not in QUIET and t.string]


def runs(text):
    """Every run of twelve tokens."""
    said = tokens(text)
    return {tuple(said[i : i + RUN]) for i in range(len(said) - RUN + 1)}


def long_lines(text):
    """Every line that is long enough to give something away."""
    return {line.strip() for line in text.splitlines() if len(line.strip()) >= LINE}


def secrets(chapter):
    """Yield, for each module of a reference, what stands in its answers and in no stub."""
    public_names = [n for e in chapter.exercises if e.starts_from for n in e.names]
    texts = {p: p.read_text(encoding="utf-8") for p in sorted(chapter.solutions.glob("*.py"))}
    public = "\n".join(stub_text(t, public_names) for p, t in texts.items() if regions(t))
    for path, text in texts.items():
        hidden = [r for r in regions(text) if r.within.partition(".")[0] not in public_names]
        answers = [region.answer(text) for region in hidden]
        for answer in answers:
            yield path.name, runs(answer) - runs(public), long_lines(answer) - long_lines(public)
