"""Scenarios for the project: translating dates."""

import math
from types import SimpleNamespace

from workbook.data.dates import dates
from workbook.exercise import Failed, scenario
from workbook.probes import fill

EX = "train_translator"
SEEN, NEW, BEAMED = 100, 250, 40
EXACT_BAR, BEAM_BAR = 0.95, 0.9  # see bars.md
NEARLY_ALL, NEARLY_NONE = 0.9, 0.5
FEW_ANSWERS = 0.1  # of the answers are different, if the source is not read
TINY_LOSS = 0.002  # nats a token; the reference ends near 0.01
ROUGH_LOSS = 0.1
WITHOUT_SOURCE = 1.5  # the date as such, without its source, costs 0.8 nats a token
ROUNDING = 1e-5
CIPHERS = "qwertzuiop"

SPECIALS = ("<pad>", "<bos>", "<eos>", "<unk>")
SOURCE_WORDS = ("march", "may", "3", "14", "2009", ",", ".", "friday", "mar", "07")
LINES = ("March 3, 2009", "14.07.2009", "may", "FRIDAY 14 March 2009 , or 3 may 2009", "3 mar")


def untrained(m, draw, scale=1.2):
    """Make a translator of the learner's own modules, with drawn parameters and vocabularies."""
    src = [*SPECIALS, *SOURCE_WORDS]
    tgt = [*SPECIALS, *"0123-", " ", "年"]
    orders = draw.permutation(len(src)).tolist(), draw.permutation(len(tgt)).tolist()
    return SimpleNamespace(
        encoder=fill(m.Seq2SeqEncoder(len(src), 7, 11), draw, scale),
        decoder=fill(m.Seq2SeqDecoder(len(tgt), 7, 11), draw, scale),
        src_vocab=dict(zip(src, orders[0], strict=True)),
        tgt_vocab=dict(zip(tgt, orders[1], strict=True)),
        max_len=13,
    )


@scenario(EX, weight=2, cases={"greedy": dict(k=1), "beam": dict(k=3)}, float64=False)
def test_train_translator_translate(m, draw, k):
    return m.translate(untrained(m, draw), [*LINES], k)


@scenario(EX, weight=1, aspect="robust", float64=False)
def test_train_translator_alone_and_in_company(m, draw):
    translator = untrained(m, draw)
    alone = [m.translate(translator, [line]) for line in LINES]
    return alone, m.translate(translator, [*LINES, LINES[3] * 2]), m.translate(translator, [])


def two_seeds(draw):
    """Two different seeds."""
    return [draw.seed("one"), draw.seed("other")], None


def follows_the_seed(evidence, _kept):
    """Judge the losses of short trainings: one a step, and the same for the same seed."""
    first, again, other = evidence["losses"]
    if len(first) != 3:
        return Failed(f"max_steps=3 should give 3 losses; there are {len(first)}")
    if max(abs(a - b) for a, b in zip(first, again, strict=True)) > ROUNDING:
        message = "two trainings with the same seed have different losses"
        return Failed(message, misconception="seed ignored")
    if max(abs(a - b) for a, b in zip(first, other, strict=True)) < ROUNDING:
        return Failed("trainings with different seeds have the same losses")
    start = math.log(evidence["tokens"])
    if not start - 1 < first[0] < start + 1:
        return Failed(
            f"an untrained model knows nothing, so the first loss should be near log V = "
            f"{start:.2f}; yours is {first[0]:.3f}"
        )
    if evidence["max_len"] != 11:
        return Failed(
            f"max_len should be 11 for dates: 10 characters and <eos>, not {evidence['max_len']}"
        )
    return None


@scenario(EX, weight=1, aspect="robust", given=two_seeds, check=follows_the_seed)
def test_train_translator_repeatable(m, draw, shown):
    one, other = shown
    runs = [m.train_translator(dates("train", 80), seed, max_steps=3) for seed in (one, one, other)]
    translator = runs[0][0]
    return {
        "losses": [losses for _, losses in runs],
        "tokens": len(translator.tgt_vocab),
        "max_len": translator.max_len,
    }


def ciphered(draw):
    """Dates in digits of their own, so that only the pairs can teach them; two seeds."""
    order = draw.permutation(10).tolist()
    digits = {ord(str(d)): CIPHERS[i] for d, i in enumerate(order)}
    seed = draw.seed("days")
    train, new = (
        [(s, t.translate(digits)) for s, t in dates(p, seed=seed)] for p in ("train", "test")
    )
    shown = {
        "seeds": [draw.seed("one"), draw.seed("other")],
        "sources": "\n".join(source for source, _ in train),
        "targets": "\n".join(target for _, target in train),
        "held_out": lambda: "\n".join(source for source, _ in new[:NEW]),
    }
    return shown, {"seen": [t for _, t in train[:SEEN]], "new": [t for _, t in new[:NEW]]}


def share_right(outputs, targets):
    """Return the share of translations without a mistake."""
    return sum(o == t for o, t in zip(outputs, targets, strict=True)) / len(targets)


def translates(evidence, kept):
    """Judge the mean exact match of two trainings on days that they never saw."""
    rates = {
        "seen": [share_right(run["seen"], kept["seen"]) for run in evidence],
        "new": [share_right(run["new"], kept["new"]) for run in evidence],
        "beam": [share_right(run["beam"], kept["new"][:BEAMED]) for run in evidence],
    }
    seen, new, beam = (sum(rate) / len(rate) for rate in rates.values())
    if new >= EXACT_BAR:
        if beam >= BEAM_BAR:
            return None
        return Failed(
            f"greedy decoding gets {new:.3f} of the unseen dates right, but a beam of 3 only "
            f"{beam:.3f} of the first {BEAMED}"
        )
    message = (
        f"two trained models translate {new:.3f} of {NEW} unseen dates without a mistake; it "
        f"should be at least {EXACT_BAR}"
    )
    if seen > NEARLY_ALL and new < NEARLY_NONE:
        message += f" (of those that they were trained on: {seen:.3f})"
        return Failed(message, misconception="copies the training pairs")
    last = max(run["losses"][-1] for run in evidence)
    if last < TINY_LOSS and new < NEARLY_NONE:
        return Failed(
            f"{message}, though the loss in training was nearly 0",
            misconception="the answer in the input",
        )
    few = all(len(set(run["new"])) < FEW_ANSWERS * NEW for run in evidence)
    if few and last < WITHOUT_SOURCE:
        return Failed(
            f"{message}. They give the same few answers to everything",
            misconception="source ignored",
        )
    floor = math.log(math.e + evidence[0]["tokens"] - 1) - 1
    if last > floor:
        message += (
            f". The loss at the end of the training was still {last:.2f}; cross entropies of "
            f"probabilities taken for logits stay above {floor:.2f}: is there a softmax too many?"
        )
    elif last > ROUGH_LOSS:
        message += f". The loss at the end of the training was still {last:.3f}"
    return Failed(message)


@scenario(EX, weight=6, given=ciphered, check=translates, slow=True, timeout=90)
def test_train_translator_unseen_dates(m, draw, shown):
    pairs = [*zip(shown["sources"].split("\n"), shown["targets"].split("\n"), strict=True)]
    trained = [m.train_translator(pairs, seed) for seed in shown["seeds"]]
    lines = shown["held_out"]().split("\n")
    return [
        {
            "seen": m.translate(translator, [source for source, _ in pairs[:SEEN]]),
            "new": m.translate(translator, lines),
            "beam": m.translate(translator, lines[:BEAMED], 3),
            "losses": losses[-5:],
            "tokens": len(translator.tgt_vocab),
        }
        for translator, losses in trained
    ]
