"""Scenarios of byte-pair encoding."""

from workbook.data.corpus import prose_corpus, template_corpus
from workbook.exercise import scenario
from workbook.probes import raises

EX = "bpe"
END = "<|end|>"
SPECIAL = (END, "<|pad|>")
ODD = {
    "emoji": "a 🙂🙂 boat\u200d🚢, 👩\u200d🔬",
    "Chinese": "木匠的船在河边。 船!",
    "mixed spaces": "two  spaces\n\n\tand a tab \n",
    "control characters": "\x00\x07 null\r\n é è ñ",
    "nothing": "",
}


def hexed(pairs):
    """Write merges as text: bytes are no data of a grader."""
    return [f"{first.hex()} + {second.hex()}" for first, second in pairs]


def trained(m, text, merges, special=()):
    """Train; return what is data, and the results themselves."""
    result = m.bpe_train(text, 256 + merges + len(special), special)
    if not isinstance(result, tuple | list) or len(result) != 2:
        message = "bpe_train should return 2 results: vocab and merges"
        raise TypeError(message)
    vocab, found = result
    return {"merges": hexed(found), "vocab": [token.hex() for token in vocab]}, vocab, found


def letters(draw, n, alphabet="ab c"):
    """Draw a text of few letters, so that pairs are often equally frequent."""
    return "".join(alphabet[i] for i in draw.integers(n, high=len(alphabet)).tolist())


def piece(draw, language="en"):
    """A piece of the prose that depends on the seed."""
    text = prose_corpus(language)
    start = draw.integer(0, len(text) - 1300)
    return text[start : start + 1300]


@scenario(
    EX,
    weight=2,
    float64=False,
    cases={"English": dict(language="en"), "Chinese": dict(language="zh")},
)
def test_bpe_train_prose(m, draw, language):
    return trained(m, piece(draw, language)[:900], 25)[0]


@scenario(EX, weight=1.5, float64=False)
def test_bpe_train_ties(m, draw):
    text = letters(draw, 60, "abcd ")
    return trained(m, text, 12)[0]


@scenario(EX, weight=1.5, float64=False)
def test_bpe_train_repeated(m, draw):
    runs = " ".join("a" * n + "b" * k for n, k in draw.integers(9, 2, low=1, high=9).tolist())
    return trained(m, runs, 9)[0]


@scenario(EX, weight=0.5, float64=False)
def test_bpe_train_special(m, draw):
    text = END.join((letters(draw, 30), letters(draw, 30, "<|end>"), letters(draw, 10)))
    return trained(m, text, 8, SPECIAL)[0]


@scenario(EX, weight=0.5, aspect="robust", float64=False)
def test_bpe_train_runs_out(m, draw):
    text = letters(draw, 5)
    return (
        trained(m, text, 50, SPECIAL)[0]["merges"],
        trained(m, "", 3)[0]["merges"],
        trained(m, text, 0)[0]["merges"],
        raises(lambda: m.bpe_train(text, 257, SPECIAL)),
    )


def merges_of(draw, text, n):
    """Merges for encoding, of a piece of prose and not the learner's: pairs in random order."""
    data = text.encode()
    pairs = dict.fromkeys(
        zip([bytes([b]) for b in data], [bytes([b]) for b in data[1:]], strict=False)
    )
    order = draw.permutation(len(pairs)).tolist()
    first = [[*pairs][i] for i in order[:n]]
    joined = [a + b for a, b in first]
    longer = [(a, bytes([b])) for a in joined for b in data[:n:7]]
    second = [longer[i] for i in draw.permutation(len(longer)).tolist()[: n // 2]]
    return list(dict.fromkeys([*first, *second]))


@scenario(EX, weight=2, float64=False)
def test_bpe_encode_prose(m, draw):
    text = piece(draw)
    return m.bpe_encode(text, merges_of(draw, text, 60))


@scenario(EX, weight=1, float64=False)
def test_bpe_encode_order(m, draw):
    merges = [(b"b", b"c"), (b"a", b"b"), (b"ab", b"a"), (b"c", b"a"), (b"a", b"a"), (b"aa", b"bc")]
    others = [(b"c", b"d"), (b"a", b"b"), (b"b", b"cd"), (b"d", b"a"), (b"cd", b"ab")]
    few, more = letters(draw, 80, "abc"), letters(draw, 80, "abcd")
    return (
        m.bpe_encode(few, merges),
        m.bpe_encode("abca aabc aaa", merges),
        m.bpe_encode(f"cdabcd {more}", others),
    )


@scenario(EX, weight=0.5, float64=False)
def test_bpe_encode_special(m, draw):
    text = piece(draw)[:200]
    merges = merges_of(draw, text + END, 20)
    both = f"{END}{text}{END}{END} <|end <|pad|>x"
    return m.bpe_encode(both, merges, SPECIAL), m.bpe_encode(both, merges)


@scenario(
    EX, weight=1, aspect="robust", float64=False, cases={k: dict(text=t) for k, t in ODD.items()}
)
def test_bpe_round_trip(m, draw, text):
    seen = piece(draw)
    data, vocab, merges = trained(m, seen, 20, SPECIAL)
    ids = m.bpe_encode(text + END, merges, SPECIAL)
    return {"ids": ids, "text": m.bpe_decode(ids, vocab), "vocab": data["vocab"][-3:]}


@scenario(EX, weight=1, aspect="robust", float64=False)
def test_bpe_decode_cut(m, draw):
    vocab = [bytes((code,)) for code in range(256)] + [b"ab", "船".encode()[:2], END.encode()]
    ids = [*"🙂船".encode()[:-1], 256, 257, 0x80, 258, 0xFF, *draw.integers(20, high=259).tolist()]
    return m.bpe_decode(ids, vocab), m.bpe_decode(ids[1:], vocab), m.bpe_decode([], vocab)


@scenario(EX, weight=0.5, aspect="efficient", float64=False, max_lines=600_000, slow=True)
def test_bpe_counts_words_once(m, draw):
    text = template_corpus("train", 300, seed=draw.integer(0, 1000)).text
    return trained(m, text, 40)[0]["merges"]
