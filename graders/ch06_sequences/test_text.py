"""Scenarios for tokens and vocabularies."""

from workbook.data.corpus import prose_corpus
from workbook.exercise import scenario
from workbook.probes import raises

EX = "text_preprocessing"
ODD_LINES = (
    "Don't say 'yes' to 'em, it's 5 o'clock!",
    "rock'n'roll's 2nd_best  song\t(1962)",
    "DOGS' tails -- and cats'",
    "Übermäßig GROSS, état d'âme; naïve",
    "x86_64 v2.10 3,000 50%",
    "''' '' '",
    "今天天气很好。我们去河边。",
    "  two  blanks  ",
    "",
)


def some_lines(draw):
    """A few lines of prose, and all the odd ones, in an order that the seed decides."""
    prose = [line for line in prose_corpus("en").split("\n\n") if line]
    chosen = [prose[i] for i in draw.permutation(len(prose)).tolist()[:3]]
    chinese = prose_corpus("zh").split("\n\n")[draw.integer(0, 9)]
    lines = [*chosen, chinese, *ODD_LINES]
    return [lines[i] for i in draw.permutation(len(lines)).tolist()]


def some_tokens(draw, count=90):
    """Tokens of which many are equally frequent; some are capitalised, some are Chinese."""
    alphabet = "abcdefgh'ABZ河山水5"
    letters = draw.integers(17, 3, high=len(alphabet)).tolist()
    words = ["".join(alphabet[i] for i in word)[: 1 + n % 3] for n, word in enumerate(letters)]
    places = draw.integers(count, 2, high=len(words)).tolist()
    return [words[min(pair)] for pair in places]


def about(vocab):
    """What a vocabulary says of itself."""
    size = len(vocab)
    return {
        "length": size,
        "tokens in the order of ids": vocab.to_tokens([*range(size)]),
        "token_freqs": [[token, count] for token, count in vocab.token_freqs],
    }


@scenario(
    EX,
    weight=3,
    float64=False,
    cases={
        "words": dict(level="word"),
        "words as they are": dict(lower=False),
        "characters": dict(level="char"),
        "characters as they are": dict(level="char", lower=False),
    },
)
def test_text_preprocessing_tokenize(m, draw, **options):
    return m.tokenize(some_lines(draw), **options)


@scenario(EX, weight=0.5, float64=False, aspect="robust")
def test_text_preprocessing_unknown_level(m, draw):
    lines = some_lines(draw)
    return [raises(lambda: m.tokenize(lines, "sentence")), m.tokenize([])]


@scenario(EX, weight=2, float64=False)
def test_text_preprocessing_order(m, draw):
    return about(m.Vocab(some_tokens(draw)))


@scenario(
    EX,
    weight=2,
    float64=False,
    cases={"2": dict(min_freq=2), "4": dict(min_freq=4), "1000": dict(min_freq=1000)},
)
def test_text_preprocessing_min_freq(m, draw, min_freq):
    return about(m.Vocab(some_tokens(draw), min_freq=min_freq, reserved=("<pad>",)))


@scenario(EX, weight=1.5, float64=False, aspect="robust")
def test_text_preprocessing_reserved_in_text(m, draw):
    words = [*some_tokens(draw, 31), "<eos>", "<unk>", "<eos>", "<bos>", "<mask>"]
    order = draw.permutation(len(words)).tolist()
    return about(m.Vocab([words[i] for i in order]))


@scenario(EX, weight=1.5, float64=False)
def test_text_preprocessing_ids(m, draw):
    words = some_tokens(draw)
    asked = some_tokens_again(draw)
    vocab = m.Vocab([words[:20], [], words[20:]], min_freq=2)
    return {
        "ids of a list": vocab[asked],
        "ids of a list of lists": vocab[[asked[:3], [], asked[3:]]],
        "id of a token": vocab[words[0]],
        "tokens of these ids": vocab.to_tokens(vocab[asked]),
        "token of id 2": vocab.to_tokens(2),
    }


def some_tokens_again(draw):
    """Tokens to ask for, among them some that no text holds."""
    letters = draw.integers(11, 2, high=8).tolist()
    return ["".join("abcdefgh"[i] for i in word) for word in letters] + ["a", "b", "<bos>", "zzz"]


@scenario(EX, weight=1, float64=False, aspect="robust")
def test_text_preprocessing_unknown(m, draw):
    vocab = m.Vocab(some_tokens(draw))
    asked = ["never seen", "<pad>", "", "<eos>", "<bos>", "<PAD>"]
    return {"id of an unknown token": vocab["never seen"], f"ids of {asked}": vocab[asked]}


@scenario(EX, weight=0.5, float64=False, aspect="robust")
def test_text_preprocessing_id_out_of_range(m, draw):
    vocab = m.Vocab(some_tokens(draw))
    size = len(vocab)
    return [
        raises(lambda: vocab.to_tokens(size)),
        raises(lambda: vocab.to_tokens([0, -1])),
        vocab.to_tokens(size - 1),
    ]


@scenario(EX, weight=0.5, float64=False, aspect="robust")
def test_text_preprocessing_empty(m, draw):
    tokens = some_tokens(draw, 5)
    empty, bare = m.Vocab([]), m.Vocab(tokens, reserved=())
    return {"of nothing": about(empty), "nothing reserved": about(bare), "an id": empty[tokens]}
