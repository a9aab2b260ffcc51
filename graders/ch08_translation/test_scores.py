"""Scenarios for BLEU."""

from workbook.exercise import scenario

EX = "bleu"


def sentence(draw, length, words=9):
    """Draw a sentence of words with few different ones, so that n-grams repeat."""
    return [f"w{i}" for i in draw.integers(length, high=words).tolist()]


def spoilt(draw, tokens, share=0.25):
    """Replace some tokens by others, and repeat the end."""
    changes = draw.mask(len(tokens), keep=share).tolist()
    return [f"{t}?" if c else t for t, c in zip(tokens, changes, strict=True)]


def pair(draw, length=23):
    """Draw a translation and three references that share parts with it."""
    tokens = sentence(draw, length)
    pred = [*spoilt(draw, tokens[: length // 2], 0.1), *tokens[length // 2 :]]
    refs = [tokens + sentence(draw, 3), spoilt(draw, tokens[2:]), spoilt(draw, tokens + tokens[:2])]
    return pred, refs


ORDERS = {f"up to {n}": dict(max_n=n) for n in (1, 2, 4)}


@scenario(EX, weight=3, cases=ORDERS)
def test_bleu_three_references(m, draw, max_n):
    pred, refs = pair(draw)
    return m.bleu(pred, refs, max_n)


@scenario(EX, weight=1.5)
def test_bleu_clipping(m, draw):
    word, rest = sentence(draw, 1), sentence(draw, 5)
    refs = [word + rest, rest + word + rest[:2] + word, rest + word]
    return [m.bleu(word * n, refs, 1) for n in (1, 2, 3, 7)]


LENGTHS = {"longer": dict(extra=4), "shorter": dict(extra=-3), "much shorter": dict(extra=-9)}


@scenario(EX, weight=2, cases=LENGTHS)
def test_bleu_length(m, draw, extra):
    ref = sentence(draw, 13)
    pred = (ref + sentence(draw, 5))[: 13 + extra]
    return m.bleu(pred, [ref], 2)


@scenario(EX, weight=1.5)
def test_bleu_closest_reference(m, draw):
    tokens = sentence(draw, 23)
    refs = [tokens[:n] for n in (23, 8, 12, 15)]
    return [m.bleu(tokens[:n], refs, 2) for n in (5, 9, 10, 13, 14, 18, 21)]


@scenario(EX, weight=1)
def test_bleu_weights(m, draw):
    pred, refs = pair(draw)
    weights = [draw.number(0.1, 0.5) for _ in range(3)]
    return m.bleu(pred, refs, 3, weights), m.bleu(pred, refs, 2, (0.5, 0.5))


@scenario(EX, weight=1.5, cases={"off": dict(smooth=0), "on": dict(smooth=1)})
def test_bleu_smoothing(m, draw, smooth):
    tokens = sentence(draw, 19, words=50)
    pred = [f"{t}?" if i % 4 == 3 else t for i, t in enumerate(tokens)]
    other = [*tokens[:2], "?"]
    return [m.bleu(p, [tokens], 4, smooth=smooth) for p in (pred, other, ["?"], tokens[:1])]


@scenario(EX, weight=1, aspect="robust")
def test_bleu_edges(m, draw):
    tokens = sentence(draw, 11)
    numbers = draw.integers(9, high=5).tolist()
    cases = [(tokens, [tokens]), (tokens[:3], [tokens]), ([], [tokens]), (tokens, [["?"]])]
    return [m.bleu(*case) for case in cases], m.bleu(numbers, [numbers[1:]]), tokens


@scenario(EX, weight=3, cases={"rough": dict(smooth=0), "smooth": dict(smooth=1)})
def test_bleu_corpus(m, draw, smooth):
    preds, refs = zip(*(pair(draw, n) for n in (19, 7, 12, 31)), strict=True)
    return m.corpus_bleu([*preds, ["w0"]], [*refs, [["w0", "w1"]]], smooth=smooth)


@scenario(EX, weight=1, aspect="robust")
def test_bleu_corpus_edges(m, draw):
    one, other, third = sentence(draw, 9), sentence(draw, 12), sentence(draw, 7)
    preds, refs = [one, [], other[:8]], [[one], [third], [other]]
    return m.corpus_bleu(preds, refs), m.corpus_bleu([[], []], [[one], [third]]), preds, refs


@scenario(EX, weight=0.5, aspect="efficient", max_lines=200_000)
def test_bleu_long_texts(m, draw):
    tokens = sentence(draw, 800, words=40)
    return m.bleu(tokens, [spoilt(draw, tokens)])
