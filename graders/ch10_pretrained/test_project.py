"""Scenarios of the project: a loss between two bounds. Bars and their table: ``bars.md``."""

import itertools
import math

import torch

from workbook.data.corpus import template_corpus
from workbook.exercise import Failed, scenario
from workbook.probes import raises, unguarded

EX = "train_char_gpt"
ABOVE, BELOW, SENSE = 0.15, 0.02, 0.7  # see bars.md
SAME, OTHER = 1e-4, 1e-2
ROWS, STEPS, ROOM, WRITTEN = 24, 48, 48, 80


@scenario(
    "split_windows",
    weight=2,
    float64=False,
    cases={"a quarter": dict(share=0.25), "half": dict(share=0.5)},
)
def test_split_windows_of(m, draw, share):
    n, T = draw.integer(60, 90), draw.integer(3, 9)
    return m.split_windows(n, T, share), m.split_windows(20, 3, 0.4)


@scenario("split_windows", aspect="robust", float64=False)
def test_split_windows_that_just_fit(m, draw):
    n, T = draw.integer(60, 90), draw.integer(3, 9)
    return {
        "one window each": m.split_windows(2 * T + 2, T, 0.5),
        "two for validation": m.split_windows(3 * T + 2, T, (2 * T + 1) / (3 * T + 2)),
        "no window": raises(lambda: m.split_windows(n, T, 0.01)),
        "no training": raises(lambda: m.split_windows(n, T, 0.99)),
    }


def encoded(draw, grammar):
    """A corpus as ids under an alphabet in secret order; its held-out rows start with a line."""
    number = draw.integer(1, 2**20)
    train = template_corpus("train", grammar=grammar, seed=number)
    test = template_corpus("test", grammar=grammar, seed=number)
    order = draw.permutation(len(train.alphabet)).tolist()
    to_id = dict(zip(train.alphabet, order, strict=True))
    ids = torch.tensor([to_id[char] for char in train.text])
    starts = [0, *(i + 1 for i, char in enumerate(test.text[:-STEPS]) if char == "\n")][::7][:ROWS]
    rows = [[to_id[char] for char in "\n" + test.text[i : i + STEPS]] for i in starts]
    nats = torch.stack([test.nats[i : i + STEPS] for i in starts])
    return train.text, to_id, ids, torch.tensor(rows), float(nats.mean())


def source(draw, grammar):
    """Show a training text and, when asked, held-out rows; keep what the truth costs."""
    text, to_id, ids, rows, least = encoded(draw, grammar)
    shown = {
        "ids": ids,
        "vocab_size": len(to_id),
        "seeds": [draw.seed("first training"), draw.seed("second training")],
        "line break": to_id["\n"],
        "u": draw.uniform(16, WRITTEN),
        "held_out": lambda: rows[:, :-1],
    }
    kept = {
        "inputs": rows[:, :-1],
        "targets": rows[:, 1:],
        "nats": least,
        "chars": {i: char for char, i in to_id.items()},
        "text": text,
    }
    return shown, kept


def train(m, shown, seed, **options):
    """Train a model; it must be something that can be called."""
    result = m.train_char_gpt(shown["ids"], shown["vocab_size"], seed, **options)
    if not isinstance(result, tuple | list) or len(result) != 2:
        message = "train_char_gpt should return 2 results: the model and the list of losses"
        raise TypeError(message)
    return result


def read(model, rows):
    """The logits of a model for some rows."""
    with unguarded(), torch.no_grad():
        return model(rows)


def mean_loss(logits, targets):
    """The mean negative log-likelihood of the targets, in nats."""
    return -float(logits.double().log_softmax(-1).gather(2, targets[..., None]).mean())


def between_the_bounds(evidence, kept):
    """Hold the mean loss of two trainings against the truth from both sides."""
    targets, least = kept["targets"], kept["nats"]
    shape = (*targets.shape, len(kept["chars"]))
    losses = []
    for logits in evidence:
        if tuple(logits.shape) != shape:
            return Failed(
                f"for ids {tuple(targets.shape)} the logits should be {shape}, not "
                f"{tuple(logits.shape)}"
            )
        losses.append(mean_loss(logits, targets))
    mean = sum(losses) / len(losses)
    found = f"the mean loss of two trainings on new text is {mean:.3f} nats per character"
    if mean < least - BELOW:
        message = (
            f"{found}, below the entropy of the source, {least:.3f}: information about the target "
            "leaks. Is there a causal mask, and does nothing else see later characters?"
        )
        return Failed(message, "below the entropy")
    if mean <= least + ABOVE:
        return None
    message = f"{found}; it should be at most {least + ABOVE:.3f} (the true process: {least:.3f})"
    if all(echoes(logits, kept["inputs"]) for logits in evidence):
        return Failed(f"{message}: it repeats what it has just read", "targets not shifted")
    guess = math.log(len(kept["chars"]))
    return Failed(f"{message}; equal chances would have {guess:.3f}")


def echoes(logits, inputs):
    """Whether a model gives the most probability to the id that it has just been given."""
    return float((logits.argmax(-1) == inputs).double().mean()) > 0.9


@scenario(
    EX,
    weight=6,
    cases={"en": dict(grammar="en")},
    given=source,
    check=between_the_bounds,
    slow=True,
    float64=False,
    timeout=60,
)
def test_train_char_gpt_between_the_bounds(m, draw, shown, grammar):
    models = [train(m, shown, seed)[0] for seed in shown["seeds"]]
    rows = shown["held_out"]()
    return [read(model, rows) for model in models]


def write(model, first, u):
    """Let a model write, a text for each row of u, from a line break on."""
    ids = torch.full((len(u), 1), first)
    for column in u.T:
        p = read(model, ids[:, -ROOM:])[:, -1].double().softmax(-1)
        token = (p.cumsum(1) <= column[:, None]).sum(1).clamp(max=p.shape[1] - 1)
        ids = torch.cat([ids, token[:, None]], dim=1)
    return ids[:, 1:]


def neighbours(text):
    """Pairs of words that stand side by side, a line break counting as a word."""
    words = text.replace("\n", " \n ").split(" ")
    return list(itertools.pairwise(word for word in words if word))


def makes_sense(evidence, kept):
    """Count the pairs of neighbouring words that the source has, among those written."""
    known = set(neighbours(kept["text"]))
    written = ["".join(kept["chars"][i] for i in ids) for ids in evidence.tolist()]
    pairs = [pair for text in written for pair in neighbours(f"\n{text}")[:-1]]  # the last is cut
    share = sum(pair in known for pair in pairs) / max(1, len(pairs))
    if pairs and share >= SENSE:
        return None
    message = (
        f"of the pairs of neighbouring words that the model wrote, {share:.0%} stand side by side "
        f"in the source; it should be at least {SENSE:.0%}. It wrote: {written[0]!r}"
    )
    if all(len(set(text)) == 1 for text in written):
        return Failed(message, "targets not shifted")
    return Failed(message)


@scenario(
    EX,
    weight=3,
    cases={"agreement": dict(grammar="agreement")},
    given=source,
    check=makes_sense,
    slow=True,
    float64=False,
    timeout=60,
)
def test_train_char_gpt_writes_sense(m, draw, shown, grammar):
    model, _ = train(m, shown, shown["seeds"][0])
    return write(model, shown["line break"], shown["u"])


def holds_together(evidence, kept):
    """Compare what models of two steps say of the same ids."""
    first, half = evidence["first"].double(), evidence["first"].shape[1] // 2
    size = float(first.abs().max())

    def apart(name, until=None):
        return float((evidence[name].double() - first)[:, :until].abs().max()) / size

    if not apart("future exchanged", half) <= SAME:
        message = "the logits change when only later characters are exchanged: it looks ahead"
        return Failed(message, "below the entropy")
    if not apart("same seed") <= SAME:
        return Failed("a second training with the same seed gives another model", "seed ignored")
    if not apart("another seed") >= OTHER:
        return Failed("trainings with different seeds give the same model")
    losses, guess = evidence["losses"], math.log(len(kept["chars"]))
    if len(losses) != 2:
        return Failed(f"max_steps=2 should give 2 losses, not {len(losses)}")
    if not abs(losses[0] - guess) <= 1:
        return Failed(
            f"before the first update all characters are about equally likely, a loss near "
            f"{guess:.2f}; yours is {losses[0]:.2f}"
        )
    return None


@scenario(
    EX,
    weight=2,
    aspect="robust",
    cases={"zh": dict(grammar="zh")},
    given=source,
    check=holds_together,
    slow=True,
    float64=False,
    timeout=30,
)
def test_train_char_gpt_holds_together(m, draw, shown, grammar):
    one, other = shown["seeds"]
    (model, losses), (again, _), (another, _) = (
        train(m, shown, seed, max_steps=2) for seed in (one, one, other)
    )
    rows = shown["held_out"]()[:5]
    half = rows.shape[1] // 2
    exchanged = torch.cat([rows[:, :half], rows[:, half:].flip(0, 1)], dim=1)
    return {
        "first": read(model, rows),
        "future exchanged": read(model, exchanged),
        "same seed": read(again, rows),
        "another seed": read(another, rows),
        "losses": losses,
    }
