"""Scenarios for the project: reversing and sorting rows of digits."""

import torch

from workbook.data.digit_tasks import digit_tasks
from workbook.exercise import Failed, scenario

EX = "train_seq_model"
LENGTH, HELD_OUT = 8, 512
REVERSE_BAR, SORT_BAR, MAP_BAR = 0.95, 0.88, 0.90  # see bars.md
IMPOSSIBLE = 0.2  # without positions
ROUNDING = 1e-5
LEAST_FIRST, MOST_FIRST = 1.5, 9.0  # losses before training
SEEN = 0.05  # a loss below which a decoder knows the answer


def sources(draw, task):
    """Two seeds for training; sources that are shown only afterwards, and never their targets."""
    src, tgt = digit_tasks(task, HELD_OUT, LENGTH, seed=draw.seed("held out") + 2**50)
    shown = {"seeds": [draw.seed("one"), draw.seed("other")], "held_out": lambda: src}
    return shown, {"targets": tgt}


def train(m, task, seed, **options):
    """Train once."""
    result = m.train_seq_model(task, seed, **options)
    if not isinstance(result, tuple | list) or len(result) != 2:
        message = "train_seq_model should return 2 results: the model and the list of losses"
        raise TypeError(message)
    return result


def write(m, trained, held_out):
    """Ask for the held-out sources, after training, and let the models write."""
    src = held_out()
    evidence = []
    for model, losses in trained:
        ids, weights = m.greedy_decode(model, src, LENGTH)
        with torch.no_grad():
            memories = [model.encode(x)[0] for x in (src[:8], src[:8].flip(1))]
        evidence.append(
            {"ids": ids, "weights": weights[:64], "losses": losses, "memories": memories}
        )
    return evidence


def form_is_wrong(run):
    """Say what is wrong with the form of what a model wrote, or with its losses."""
    if run["ids"].shape != (HELD_OUT, LENGTH):
        return Failed(
            f"greedy_decode should return ids of shape {(HELD_OUT, LENGTH)}, yours have "
            f"{tuple(run['ids'].shape)}"
        )
    first = run["losses"][0]
    if not LEAST_FIRST < first < MOST_FIRST:
        return Failed(
            "an untrained model knows nothing, so the first loss, a mean over rows and positions, "
            f"should be near log 12 = 2.5; yours is {first:.3f}"
        )
    return None


def accuracy_of(run, kept):
    """Return the share of rows without any mistake."""
    return float((run["ids"] == kept["targets"]).all(dim=1).double().mean())


def knows_positions(run):
    """Whether the memory of a reversed source is another than the reversed memory."""
    one, other = run["memories"]
    return not torch.allclose(one, other.flip(1), atol=1e-4 * float(one.abs().max()))


def why_it_fails(evidence):
    """Name the mistake behind a model that does not do its task, if its evidence tells."""
    if not knows_positions(evidence[0]):
        message = (
            ". The memory of a reversed source is the reversed memory, so the model does not know "
            "positions"
        )
        return message, "positions missing"
    least = max(min(run["losses"]) for run in evidence)
    if least < SEEN:
        message = (
            f". The training loss came down to {least:.3f} all the same, so in training the "
            "decoder sees what it should name"
        )
        return message, "future visible"
    return f". The training loss ends at {evidence[0]['losses'][-1]:.3f}", None


def does(evidence, kept, task, bar):
    """Judge the mean accuracy of two trained models."""
    for run in evidence:
        if failed := form_is_wrong(run):
            return failed
    accuracy = sum(accuracy_of(run, kept) for run in evidence) / len(evidence)
    if accuracy >= bar:
        return None
    why, misconception = why_it_fails(evidence)
    message = (
        f"two trained models {task} {accuracy:.2f} of {HELD_OUT} new rows of 8 digits without a "
        f"mistake; it should be at least {bar:.2f}{why}"
    )
    return Failed(message, misconception)


def reverses(evidence, kept):
    """Judge accuracy, then the attention: each output should look at the input it copies."""
    if failed := does(evidence, kept, "reverse", REVERSE_BAR):
        return failed
    wanted = torch.arange(LENGTH - 1, -1, -1)
    for run in evidence:
        if run["weights"].shape != (64, LENGTH, LENGTH):
            return Failed("greedy_decode should return weights of shape (B, steps, S)")
    hits = [float((run["weights"].argmax(2) == wanted).double().mean()) for run in evidence]
    share = sum(hits) / len(hits)
    if share >= MAP_BAR:
        return None
    return Failed(
        "the models reverse, but the weights that greedy_decode returns have their maximum on the "
        f"anti-diagonal in {share:.2f} of the places only (at least {MAP_BAR:.2f}): are they those "
        "of the last cross-attention, and is one layer not enough?"
    )


@scenario(
    EX,
    weight=3,
    cases={"8 digits": dict(task="reverse")},
    given=sources,
    check=reverses,
    slow=True,
    timeout=60,
    float64=False,
)
def test_train_seq_model_reverse(m, draw, shown, task):
    trained = [train(m, task, seed) for seed in shown["seeds"]]
    return write(m, trained, shown["held_out"])


def sorts(evidence, kept):
    """Judge two models that sort, one with and one without positions."""
    if knows_positions(evidence[1]):
        return Failed(
            "with positions=False the memory of a reversed source should be the reversed memory; "
            "in your model it is not",
            "positions always",
        )
    return does(evidence, kept, "(one of them without positions) sort", SORT_BAR)


@scenario(
    EX,
    weight=3,
    cases={"8 digits": dict(task="sort")},
    given=sources,
    check=sorts,
    slow=True,
    timeout=60,
    float64=False,
)
def test_train_seq_model_sort(m, draw, shown, task):
    one, other = shown["seeds"]
    trained = [train(m, task, one), train(m, task, other, positions=False)]
    return write(m, trained, shown["held_out"])


def cannot(evidence, kept):
    """Without positions nobody can reverse."""
    if failed := form_is_wrong(evidence[0]):
        return failed
    accuracy = accuracy_of(evidence[0], kept)
    if accuracy < IMPOSSIBLE:
        return None
    return Failed(
        f"without positions nobody can reverse; yours does {accuracy:.2f} of the rows, so it has "
        "another way to know them"
    )


@scenario(
    EX,
    cases={"8 digits": dict(task="reverse")},
    given=sources,
    check=cannot,
    slow=True,
    timeout=60,
    float64=False,
)
def test_train_seq_model_without_positions(m, draw, shown, task):
    trained = [train(m, task, shown["seeds"][0], max_steps=60, positions=False)]
    return write(m, trained, shown["held_out"])


def two_seeds(draw):
    """Two different seeds."""
    return [draw.seed("one"), draw.seed("other")], None


def follows_the_seed(evidence, _kept):
    """Judge the losses of short trainings: one a step, and the same for the same seed."""
    first, again, other = evidence
    if len(first) != 4:
        return Failed(f"max_steps=4 should give 4 losses; yours gave {len(first)}")
    if max(abs(a - b) for a, b in zip(first, again, strict=True)) > ROUNDING:
        return Failed(
            "two trainings with the same seed have different losses: call torch.manual_seed(seed) "
            "before anything is drawn"
        )
    if max(abs(a - b) for a, b in zip(first, other, strict=True)) < ROUNDING:
        return Failed("trainings with different seeds have the same losses")
    return None


@scenario(EX, aspect="robust", given=two_seeds, check=follows_the_seed, float64=False)
def test_train_seq_model_repeatable(m, draw, shown):
    one, other = shown
    return [train(m, "sort", seed, max_steps=4)[1] for seed in (one, one, other)]
