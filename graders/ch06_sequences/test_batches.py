"""Scenarios for batches of a long text."""

import torch

from workbook.exercise import Failed, scenario
from workbook.probes import raises, take

EX = "sequence_batches"
ROWS, STEPS, TOKENS, RUNS = 3, 5, 72, 12


def pairs(batches, most=60):
    """Return the batches as pairs."""
    return [(X, Y) for X, Y in take(batches, most)]


@scenario(
    EX,
    weight=3,
    cases={
        "13 tokens, 2 rows of 3": dict(tokens=13, rows=2, steps=3, offset=0),
        "101 tokens, 4 rows of 7, from token 6": dict(tokens=101, rows=4, steps=7, offset=6),
        "one row": dict(tokens=23, rows=1, steps=5, offset=2),
        "single steps": dict(tokens=17, rows=5, steps=1, offset=1),
    },
)
def test_sequence_batches_sequential(m, draw, tokens, rows, steps, offset):
    corpus = draw.permutation(tokens)
    return pairs(m.sequential_batches(corpus, rows, steps, offset))


@scenario(
    EX,
    aspect="robust",
    cases={
        "too short": dict(tokens=9, rows=2, steps=5),
        "one token short": dict(tokens=10, rows=2, steps=5),
        "just long enough": dict(tokens=11, rows=2, steps=5),
        "empty": dict(tokens=0, rows=2, steps=5),
    },
)
def test_sequence_batches_short(m, draw, tokens, rows, steps):
    corpus = draw.permutation(tokens)
    return pairs(m.sequential_batches(corpus, rows, steps))


@scenario(EX, weight=0.5, aspect="robust")
def test_sequence_batches_strided(m, draw):
    corpus = draw.integers(40, 2, high=50)[:, 1]
    return pairs(m.sequential_batches(corpus, 3, 4, 1))


@scenario(EX, weight=0.5, aspect="robust")
def test_sequence_batches_negative_offset(m, draw):
    corpus = draw.permutation(31)
    return raises(lambda: pairs(m.sequential_batches(corpus, 2, 3, -1)))


def distinct_tokens(draw):
    """A corpus in which every token stands once, so that its place can be told."""
    corpus = draw.permutation(TOKENS)
    seeds = [draw.seed(f"run {i}") for i in range(RUNS)]
    return {"corpus": corpus, "seeds": seeds}, {"place": corpus.argsort()}


def one_epoch(run, place):
    """Say what is wrong with one epoch, or return its starts in order."""
    starts = []
    for X, Y in run:
        if X.dtype != torch.int64 or X.shape != (ROWS, STEPS) or Y.shape != (ROWS, STEPS):
            shapes = f"X {tuple(X.shape)} {X.dtype}, Y {tuple(Y.shape)} {Y.dtype}"
            return Failed(f"a batch should hold int64 of shape {(ROWS, STEPS)}, yours are {shapes}")
        at, after = place[X], place[Y]
        if torch.equal(X, Y):
            return Failed("Y equals X", misconception="targets equal inputs")
        if not torch.equal(at, at[:, :1] + torch.arange(STEPS)):
            return Failed("a row of X is not a run of neighbouring tokens of the corpus")
        if not torch.equal(after, at + 1):
            return Failed("Y[b, t] is not the token that follows X[b, t] in the corpus")
        starts += at[:, 0].tolist()
    return starts


def epochs_are_random(evidence, kept):
    """Find out from the tokens where each sequence began."""
    epochs = [one_epoch(run, kept["place"]) for run in evidence["runs"]]
    if failed := next((epoch for epoch in epochs if isinstance(epoch, Failed)), None):
        return failed
    for starts in epochs:
        if failed := wrong_starts(starts):
            return failed
    if len({min(starts) % STEPS for starts in epochs}) == 1:
        return Failed(f"in {RUNS} epochs the offset was the same", misconception="fixed offset")
    if all(starts == sorted(starts) for starts in epochs):
        message = f"in {RUNS} epochs the sequences came in the order of the corpus"
        return Failed(message, misconception="never shuffled")
    for run, again in zip(evidence["runs"], evidence["again"], strict=False):
        if any(not torch.equal(a[0], b[0]) for a, b in zip(run, again, strict=False)):
            message = "two epochs with the same state of gen differ"
            return Failed(message, misconception="gen ignored")
    return None


def wrong_starts(starts):
    """Say what is wrong with the places where the sequences of an epoch begin."""
    if not starts:
        return Failed(f"a corpus of {TOKENS} tokens gave no batch of {ROWS} rows of {STEPS}")
    if len({start % STEPS for start in starts}) > 1 or len({*starts}) < len(starts):
        message = "the sequences of an epoch overlap, or there are gaps between them"
        return Failed(message, misconception="starts anywhere")
    offset = starts[0] % STEPS
    expected = (TOKENS - offset - 1) // STEPS // ROWS
    if len(starts) != expected * ROWS:
        got = len(starts) // ROWS
        return Failed(f"with the offset {offset} there are {expected} batches, yours are {got}")
    return None


@scenario(EX, weight=4, given=distinct_tokens, check=epochs_are_random)
def test_sequence_batches_random(m, draw, shown):
    def run(seed):
        gen = torch.Generator().manual_seed(seed)
        return pairs(m.random_batches(shown["corpus"], ROWS, STEPS, gen))

    runs = [run(seed) for seed in shown["seeds"]]
    return {"runs": runs, "again": [run(seed) for seed in shown["seeds"][:4]]}


@scenario(EX, weight=0.5, aspect="robust")
def test_sequence_batches_random_too_short(m, draw):
    corpus, gen = draw.permutation(15), draw.generator("order")
    return pairs(m.random_batches(corpus, 3, 5, gen))


@scenario(EX, weight=0.5, aspect="efficient", max_ops=400)
def test_sequence_batches_vectorised(m, draw):
    corpus = draw.integers(2_000, high=50)
    return pairs(m.sequential_batches(corpus, 31, 7))
