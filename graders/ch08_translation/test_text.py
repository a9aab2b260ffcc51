"""Scenarios for the preparation of sentence pairs."""

from workbook.data.phrases import phrases
from workbook.exercise import scenario

EX = "preprocess_nmt"
NO_BREAK, NARROW, THIN = "\u00a0", "\u202f", "\u2009"
ENDINGS = (f"{NARROW}!", f"{NO_BREAK}?", "!", " ?", "?!", f"{THIN}!?", ", non.", " , oui.", "...")
LETTERS = ("é", "Ç", "a", "Z", "'", "3", "-", "猫", "\u3002", "\uff0c", " ", "\t", "\n", *",.!?")


def chosen(draw, options, count):
    """Draw some of the options, with replacement."""
    return [options[i] for i in draw.integers(count, high=len(options)).tolist()]


def sentences(draw, language, count):
    """Draw sentence pairs, and give each target an ending of its own."""
    pairs = phrases("train", count, language=language, seed=draw.seed("sentences"))
    endings = chosen(draw, ENDINGS, count)
    return [(s, t.removesuffix(".") + e) for (s, t), e in zip(pairs, endings, strict=True)]


@scenario(EX, weight=2.5, cases={name: dict(language=name) for name in ("fr", "zh")}, float64=False)
def test_preprocess_nmt_sentences(m, draw, language):
    pairs = sentences(draw, language, 7)
    return [m.preprocess_nmt(f"{source}\t{target}") for source, target in pairs]


@scenario(EX, weight=1.5, float64=False)
def test_preprocess_nmt_kinds_of_space(m, draw):
    words = chosen(draw, ("Oui", "Non", "ALORS", "été"), 4)
    ends = chosen(draw, (NO_BREAK, NARROW, THIN), 4)
    return [
        m.preprocess_nmt(f"{word}{space}!{other}ET{space}{space}?")
        for word, space, other in zip(words, (NO_BREAK, NARROW, THIN, " "), ends, strict=True)
    ]


@scenario(EX, weight=1.5, float64=False)
def test_preprocess_nmt_runs_of_marks(m, draw):
    words, marks = chosen(draw, ("Oh", "3", "l'", "-"), 6), chosen(draw, ",.!?", 12)
    return [m.preprocess_nmt(f"{w}{a}{b} {a}{b}{w}") for w, a, b in zip(words, *[iter(marks)] * 2)]  # noqa: B905 - twelve marks are six pairs


@scenario(EX, weight=1, aspect="robust", float64=False)
def test_preprocess_nmt_anything(m, draw):
    text = "".join(chosen(draw, (*LETTERS, NO_BREAK, NARROW, THIN), 79))
    return [m.preprocess_nmt(piece) for piece in (text[:40], text[40:], "", text[-1], f"!{text}")]


def file(draw, language="fr"):
    """Make a preprocessed file with lines of every kind, in a drawn order."""
    pairs = phrases("train", 5, language=language, seed=draw.seed("lines"))
    lines = [f"{source}\t{target}" for source, target in pairs]
    lines[1] += "\tCC-BY (someone)"
    lines += ["no tab in this line", "\tonly a target", "only a source\t ", "", "  \t "]
    order = draw.permutation(len(lines)).tolist()
    return "\n".join(lines[i].lower() for i in order)


@scenario(EX, weight=2.5, cases={"fr": dict(language="fr"), "zh": dict(language="zh")})
def test_preprocess_nmt_split_words(m, draw, language):
    return m.split_pairs(file(draw, language))


@scenario(EX, weight=1.5, cases={"fr": dict(language="fr"), "zh": dict(language="zh")})
def test_preprocess_nmt_split_characters(m, draw, language):
    return m.split_pairs(file(draw, language), target_level="char")


@scenario(EX, weight=1.5)
def test_preprocess_nmt_split_first(m, draw):
    text = f"{file(draw)}\nnot a pair\n"
    return [m.split_pairs(text, n) for n in (1, 3, 4, 5, 9)]


@scenario(EX, weight=0.5, aspect="robust")
def test_preprocess_nmt_split_nothing(m, draw):
    text = file(draw).replace("\t", " ")
    return [m.split_pairs(piece, target_level="char") for piece in ("", "\n\n", text)]


@scenario(EX, weight=0.5, aspect="robust", float64=False)
def test_preprocess_nmt_both(m, draw):
    text = "\n".join(f"{source}\t{target}" for source, target in sentences(draw, "fr", 5))
    return m.split_pairs(m.preprocess_nmt(text))
