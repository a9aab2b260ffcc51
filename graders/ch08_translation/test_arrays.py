"""Scenarios for padded arrays and batches of pairs."""

import torch

from workbook.exercise import scenario
from workbook.probes import take

EX = "build_arrays"
WORDS = ("<pad>", "<bos>", "<eos>", "<unk>", "je", "tu", "va", "là", "!", ".", "oui")


def vocabulary(draw):
    """Number the words in a drawn order: nothing may rely on <pad> being 0."""
    return dict(zip(WORDS, draw.permutation(len(WORDS)).tolist(), strict=True))


def lines_of(draw, *lengths):
    """Draw lines of words, some of which the vocabulary lacks."""
    words = (*WORDS[4:], "hors", "vocabulaire")
    ids = draw.integers(len(lengths), 13, high=len(words)).tolist()
    return [[words[i] for i in row[:n]] for row, n in zip(ids, lengths, strict=True)]


@scenario(
    EX,
    weight=2,
    cases={
        "shorter": dict(have=3, n=7),
        "longer": dict(have=7, n=3),
        "exact": dict(have=5, n=5),
        "none": dict(have=0, n=2),
    },
    float64=False,
)
def test_build_arrays_pad_or_truncate(m, draw, have, n):
    ids, pad = draw.integers(have, low=20, high=90).tolist(), draw.integer(-5, 5)
    return m.pad_or_truncate(ids, n, pad), ids


@scenario(EX, weight=3, cases={"room": dict(n=8), "cut": dict(n=4)}, float64=False)
def test_build_arrays_of_lines(m, draw, n):
    vocab, lines = vocabulary(draw), lines_of(draw, 3, 7, 1, 4, 5)
    return m.build_array(lines, vocab, n), lines


@scenario(EX, weight=1, aspect="robust", float64=False)
def test_build_arrays_edges(m, draw):
    vocab, lines = vocabulary(draw), lines_of(draw, 0, 2, 3)
    return [m.build_array(some, vocab, n) for some, n in ((lines, 1), (lines, 3), ([], 3))]


def arrays(draw, N, S=11, T=7):
    """Draw arrays of pairs in which the first id tells the pair."""
    number = torch.arange(N)
    X, Y = draw.integers(N, S, low=10, high=90), draw.integers(N, T, low=10, high=90)
    X[:, 0], Y[:, 0] = number * 100, number * 100 + 1
    lengths = draw.integers(N, low=1, high=S - 1), draw.integers(N, low=1, high=T - 1)
    return X, lengths[0], Y, lengths[1]


NAMES = ("X", "X_len", "Y", "Y_len")


def batches(m, *arguments, most=20):
    """Run the learner's batches, and name what they hold."""
    return [
        dict(zip(NAMES, batch, strict=True)) if len(batch) == len(NAMES) else batch
        for batch in take(m.translation_batches(*arguments), most)
    ]


SIZES = {"a smaller last": dict(size=4), "exact": dict(size=3), "larger than all": dict(size=20)}


@scenario(EX, weight=3, cases=SIZES, float64=False)
def test_build_arrays_batches(m, draw, size):
    order = draw.permutation(9)
    return batches(m, arrays(draw, 9), size, order)


@scenario(EX, weight=1, aspect="robust", float64=False)
def test_build_arrays_batches_again(m, draw):
    data, order, some = arrays(draw, 7), draw.permutation(7), draw.integers(5, high=7)
    return batches(m, data, 3, order), batches(m, data, 3, order), batches(m, data, 2, some)


@scenario(EX, weight=0.5, aspect="efficient", max_ops=200, float64=False)
def test_build_arrays_no_loop_over_pairs(m, draw):
    data, order = arrays(draw, 307), draw.permutation(307)
    return batches(m, data, 101, order)
