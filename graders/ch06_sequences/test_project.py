"""Scenarios for the project: a loss between two bounds. Bars and their tables: ``bars.md``."""

import itertools
import math
from collections import Counter

import torch

from workbook.data.corpus import template_corpus
from workbook.exercise import Failed, scenario
from workbook.probes import unguarded

EX = "train_char_rnn"
ABOVE, BELOW = 0.15, 0.02  # nats per character, see bars.md
WORDS = 0.8
SAME = 1e-3
ROWS, STEPS, WRITTEN = 24, 120, 400


def encoded(draw, grammar):
    """A corpus as ids under an alphabet in secret order; its held-out rows start with a line."""
    number = draw.integer(1, 2**20)
    train = template_corpus("train", grammar=grammar, seed=number)
    test = template_corpus("test", grammar=grammar, seed=number)
    order = draw.permutation(len(train.alphabet)).tolist()
    to_id = dict(zip(train.alphabet, order, strict=True))
    ids = torch.tensor([to_id[char] for char in train.text])
    rows, nats = [], []
    for start in line_starts(test.text)[:ROWS]:
        rows.append([to_id[char] for char in "\n" + test.text[start : start + STEPS]])
        nats.append(test.nats[start : start + STEPS])
    return train, to_id, ids, torch.tensor(rows), torch.stack(nats)


def line_starts(text):
    """Places of lines that are followed by enough text."""
    places = [0, *(i + 1 for i, char in enumerate(text) if char == "\n")]
    return [place for place in places if place + STEPS <= len(text)][::7]


def source(draw, grammar):
    """Show a training text and, when asked, held-out rows; keep what the truth costs."""
    train, to_id, ids, rows, nats = encoded(draw, grammar)
    shown = {
        "ids": ids,
        "vocab_size": len(to_id),
        "seeds": [draw.seed("first training"), draw.seed("second training")],
        "line break": to_id["\n"],
        "u": draw.uniform(2, WRITTEN),
        "held_out": lambda: rows[:, :-1],
    }
    kept = {
        "targets": rows[:, 1:],
        "inputs": rows[:, :-1],
        "nats": float(nats.mean()),
        "bigram": bigram_loss(ids, rows, len(to_id)),
        "chars": {i: char for char, i in to_id.items()},
        "text": train.text,
    }
    return shown, kept


def bigram_loss(ids, rows, vocab_size):
    """Fit a bigram model to the training text; return its loss on the held-out rows."""
    counts = Counter(itertools.pairwise(ids.tolist()))
    before = Counter(ids.tolist()[:-1])
    nats = [
        -math.log((counts[a, b] + 0.1) / (before[a] + 0.1 * vocab_size))
        for row in rows.tolist()
        for a, b in itertools.pairwise(row)
    ]
    return sum(nats) / len(nats)


def train(m, shown, seed):
    """Train a model; it must be something that can be called."""
    model = m.train_char_rnn(shown["ids"], shown["vocab_size"], seed)
    if not callable(model):
        message = "the function should return one model, called as model(ids, state)"
        raise TypeError(message)
    return model


def write(model, first, u):
    """Let a model write, a character at a time; a character is drawn with each number of u."""
    ids, state, token = [], None, first
    with unguarded(), torch.no_grad():
        for number in u:
            logits, state = model(torch.full((1, 1), token), state)
            p = logits[0, -1].softmax(0, dtype=torch.float64).cumsum(0)
            token = min(int((p <= number).sum()), len(p) - 1)
            ids.append(token)
    return ids


def read(model, rows):
    """The logits of a model for some rows."""
    with unguarded(), torch.no_grad():
        return model(rows)[0]


def read_with_state(model, rows):
    """The logits of a model for some rows, and the state after them."""
    with unguarded(), torch.no_grad():
        logits, state = model(rows)
    return {"logits": logits, "state": state}


def mean_loss(logits, targets):
    """The mean negative log-likelihood of the targets, in nats."""
    log_p = logits.double().log_softmax(-1)
    return -float(log_p.gather(2, targets[..., None]).mean())


def saturated(state):
    """Whether a state is a tensor of numbers that are nearly all at ±1."""
    return isinstance(state, torch.Tensor) and float((state.abs() > 0.99).double().mean()) > 0.9


def echoes(logits, inputs):
    """Whether a model gives the most probability to the id that it has just been given."""
    return float((logits.argmax(-1) == inputs).double().mean()) > 0.9


def broken_down(mean, kept, evidence):
    """Say whether the training came to nothing because it took steps that were too large."""
    if not math.isfinite(mean):
        message = f"the loss on new text is {mean}: the training diverged"
        return Failed(message, misconception="never clipped")
    if mean >= kept["bigram"] and any(saturated(run["state"]) for run in evidence):
        message = f"the loss on new text is {mean:.3g}, and nearly all units are saturated at ±1"
        return Failed(message, misconception="never clipped")
    return None


def between_the_bounds(evidence, kept):
    """Hold the mean loss of two trainings against the truth from both sides."""
    targets, least = kept["targets"], kept["nats"]
    shape = (*targets.shape, len(kept["chars"]))
    losses = []
    for run in evidence:
        got = tuple(run["logits"].shape)
        if got != shape:
            return Failed(f"for ids {tuple(targets.shape)} the logits should be {shape}, not {got}")
        losses.append(mean_loss(run["logits"], targets))
    mean = sum(losses) / len(losses)
    if failed := broken_down(mean, kept, evidence):
        return failed
    if mean < least - BELOW:
        message = (
            f"the mean loss of two trainings on new text is {mean:.3f} nats per character, but the "
            f"process that made the text has {least:.3f}: nothing honest can be below it"
        )
        return Failed(message, misconception="below the bound")
    limit = min(least + ABOVE, kept["bigram"])
    if mean <= limit:
        return None
    message = (
        f"the mean loss of two trainings on new text is {mean:.3f} nats per character; it should "
        f"be at most {limit:.3f} (the true process has {least:.3f})"
    )
    if all(echoes(run["logits"], kept["inputs"]) for run in evidence):
        message += ": it repeats the character that it has just read"
        return Failed(message, misconception="predicts what it has read")
    guess = math.log(len(kept["chars"]))
    if mean > guess:
        message += f"; equal chances for all characters would have {guess:.3f}"
    elif mean > kept["bigram"]:
        message += f"; even a bigram model of the training text has {kept['bigram']:.3f}"
    return Failed(message)


@scenario(
    EX,
    weight=6,
    cases={name: dict(grammar=name) for name in ("en", "agreement")},
    given=source,
    check=between_the_bounds,
    slow=True,
    timeout=90,
)
def test_train_char_rnn_between_the_bounds(m, draw, shown, grammar):
    models = [train(m, shown, seed) for seed in shown["seeds"]]
    rows = shown["held_out"]()
    return [read_with_state(model, rows) for model in models]


def english(draw):
    """Show an English training text."""
    return source(draw, "en")


def writes_words(evidence, kept):
    """Count the words that the source has, among those that the model wrote."""
    known = set(kept["text"].split())
    written = ["".join(kept["chars"][i] for i in ids) for ids in evidence]
    words = [word for text in written for word in text.split()[:-1]]  # the last may be cut
    share = sum(word in known for word in words) / max(1, len(words))
    if share >= WORDS:
        return None
    return Failed(
        f"of the words that the model wrote, {share:.0%} are words of the source; it should be "
        f"at least {WORDS:.0%}. It wrote: {written[0][:60]!r}"
    )


@scenario(EX, weight=1.5, given=english, check=writes_words, slow=True, timeout=90)
def test_train_char_rnn_writes_words(m, draw, shown):
    model = train(m, shown, shown["seeds"][0])
    return [write(model, shown["line break"], u) for u in shown["u"]]


def chinese(draw):
    """Show a Chinese training text."""
    return source(draw, "zh")


def holds_together(evidence, kept):
    """Compare what one model, and another of the same seed, says of the same ids."""
    whole = evidence["whole"].double()
    half = whole.shape[1] // 2
    size = float(whole.abs().max())
    told = {
        "future exchanged": "its logits change when only later ids are exchanged: it looks ahead",
        "in two pieces": "its logits are others when the ids come in two pieces with the state",
        "same seed": "a second training with the same seed gives another model",
    }
    names = {"future exchanged": "below the bound", "same seed": "seed ignored"}
    for what, message in told.items():
        until = half if what == "future exchanged" else whole.shape[1]
        apart = float((evidence[what].double() - whole)[:, :until].abs().max())
        if not apart <= SAME * size:
            return Failed(f"{message} (they differ by up to {apart:.2g})", names.get(what))
    return None


@scenario(
    EX, weight=1.5, aspect="robust", given=chinese, check=holds_together, slow=True, timeout=90
)
def test_train_char_rnn_holds_together(m, draw, shown):
    model, again = (train(m, shown, shown["seeds"][0]) for _ in range(2))
    rows = shown["held_out"]()[:5]
    half = rows.shape[1] // 2
    exchanged = torch.cat([rows[:, :half], rows[:, half:].flip(0, 1)], dim=1)
    with unguarded(), torch.no_grad():
        first, state = model(rows[:, :half])
        second, _ = model(rows[:, half:], state)
    return {
        "whole": read(model, rows),
        "future exchanged": read(model, exchanged),
        "in two pieces": torch.cat([first, second], dim=1),
        "same seed": read(again, rows),
    }
