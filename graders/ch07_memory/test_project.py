"""Scenarios for the project: models that remember."""

import math

import torch
from torch.nn import functional as F

from workbook.data.memory import adding_problem, first_token
from workbook.exercise import Failed, scenario
from workbook.probes import fill_in_order

EX = "train_memory_model"
SYMBOLS, CLASSES, HELD_OUT = 8, 4, 512
LSTM_BAR, RNN_BAR, ADDING_BAR = 0.95, 0.6, 0.02  # see bars.md
LEAST_BIAS = 1.5  # training moves a forget bias of 3 by less than this half
ROUNDING = 1e-5
LEAST_SOFTMAXED_LOSS = math.log(math.e + CLASSES - 1) - 1  # of probabilities taken for logits
NEARLY_CONSTANT = 0.1  # the standard deviation of the sums is 0.4


@scenario(EX, weight=2, cases={cell: dict(cell=cell) for cell in ("rnn", "gru", "lstm")})
def test_train_memory_model_answers(m, draw, cell):
    x = draw.normal(5, 7, 3)
    model = fill_in_order(m.MemoryModel(cell, 3, 11, 2), draw)
    return {"states": model.states(x), "answers": model(x), "head": model.head(model.states(x))}


@scenario(EX, weight=0.5, cases={"of 3": {}, "of 1.5": dict(forget_bias=1.5)})
def test_train_memory_model_forget_bias(m, draw, **options):
    _, _, b_ih, b_hh = [*m.MemoryModel("lstm", 3, 5, 2, **options).parameters()][:4]
    return b_ih + b_hh


def remembering(draw, T, **_):
    """Two seeds for training; sequences that are shown only afterwards, and never their labels."""
    tokens, labels = first_token(HELD_OUT, T, SYMBOLS, seed=draw.seed("held out") + 2**40)
    shown = {
        "seeds": [draw.seed("one"), draw.seed("other")],
        "held_out": lambda: F.one_hot(tokens, SYMBOLS).float(),
    }
    return shown, {"labels": labels}


def train_and_answer(m, shown, *arguments, how="train_memory_model", **options):
    """Train once for each seed; ask for the held-out sequences only then."""
    trained = []
    for seed in shown["seeds"]:
        result = getattr(m, how)(*arguments, seed, **options)
        if not isinstance(result, tuple | list) or len(result) != 2:
            message = f"{how} should return 2 results: the model and the list of losses"
            raise TypeError(message)
        trained.append(result)
    x = shown["held_out"]()
    with torch.no_grad():
        return [
            {"answers": model(x), "biases": [*model.parameters()][2:4], "losses": losses}
            for model, losses in trained
        ]


def shape_is_wrong(answers, outputs):
    """Say what is wrong with the form of answers, if anything."""
    if answers.shape != (HELD_OUT, outputs):
        return Failed(
            f"the model should return answers of shape {(HELD_OUT, outputs)}, yours have "
            f"{tuple(answers.shape)}"
        )
    return None if answers.isfinite().all() else Failed("an answer of the model is not finite")


def mean_accuracy(evidence, kept):
    """Return the mean share of right answers."""
    right = [(run["answers"].argmax(1) == kept["labels"]).double().mean() for run in evidence]
    return float(sum(right)) / len(right)


def losses_are_odd(evidence):
    """Say what is wrong with the losses as cross entropies, if anything."""
    for losses in (run["losses"] for run in evidence):
        if min(losses) < 0:
            return Failed("a cross entropy is never negative; is there a logarithm missing?")
        if abs(losses[0] - math.log(CLASSES)) > 1:
            return Failed(
                "an untrained model knows nothing, so the first loss should be near log 4 = 1.39; "
                f"yours is {losses[0]:.3f}"
            )
        if LEAST_SOFTMAXED_LOSS - ROUNDING < min(losses) < LEAST_SOFTMAXED_LOSS + 0.05:
            return Failed(
                f"the training loss stalls at {min(losses):.3f}: cross entropies of probabilities "
                "that are taken for logits do not get below 0.744; there is a softmax too many"
            )
    return None


def remembers(evidence, kept):
    """Judge the mean accuracy of two LSTMs."""
    for run in evidence:
        if failed := shape_is_wrong(run["answers"], CLASSES):
            return failed
    if failed := losses_are_odd(evidence):
        return failed
    accuracy = mean_accuracy(evidence, kept)
    if accuracy >= LSTM_BAR:
        return None
    b_ih, b_hh = evidence[0]["biases"]
    forget = float((b_ih + b_hh).reshape(4, -1)[1].mean())
    return Failed(
        f"two trained LSTMs name the first of 40 symbols in {accuracy:.2f} of {HELD_OUT} new "
        f"sequences (chance is 0.25); it should be at least {LSTM_BAR}",
        misconception="no forget bias" if forget < LEAST_BIAS else None,
    )


@scenario(
    EX,
    weight=3,
    cases={"40 steps": dict(T=40)},
    given=remembering,
    check=remembers,
    slow=True,
    timeout=60,
)
def test_train_memory_model_lstm(m, draw, shown, T):
    return train_and_answer(m, shown, T)


def cannot(evidence, kept):
    """Fail plain RNNs that know what they cannot have learned."""
    for run in evidence:
        if failed := shape_is_wrong(run["answers"], CLASSES):
            return failed
    accuracy = mean_accuracy(evidence, kept)
    if accuracy < RNN_BAR:
        return None
    message = (
        f"a plain RNN cannot learn in 80 updates to remember a symbol for 80 steps; yours is right "
        f"in {accuracy:.2f} of {HELD_OUT} sequences, so it has another way to the first symbol"
    )
    return Failed(message, misconception="answers from the first state")


@scenario(
    EX,
    weight=1,
    cases={"80 steps": dict(T=80)},
    given=remembering,
    check=cannot,
    slow=True,
    timeout=60,
)
def test_train_memory_model_rnn_cannot(m, draw, shown, T):
    return train_and_answer(m, shown, T, max_steps=80, cell="rnn")


def summing(draw, T):
    """Two seeds for training; sequences that are shown only afterwards, and never their sums."""
    x, y = adding_problem(HELD_OUT, T, seed=draw.seed("held out") + 2**40)
    shown = {"seeds": [draw.seed("one"), draw.seed("other")], "held_out": lambda: x}
    return shown, {"sums": y}


def adds(evidence, kept):
    """Judge the mean error of two GRUs."""
    for run in evidence:
        if failed := shape_is_wrong(run["answers"], 1):
            return failed
    errors = [(run["answers"][:, 0] - kept["sums"]).square().mean() for run in evidence]
    error = float(sum(errors)) / len(errors)
    if error <= ADDING_BAR:
        return None
    message = (
        f"two trained GRUs have a mean squared error of {error:.3f} on {HELD_OUT} new sequences of "
        f"40 steps; it should be at most {ADDING_BAR} (always answering 1 has 0.167)"
    )
    if all(float(run["answers"].std()) < NEARLY_CONSTANT for run in evidence):
        message += (
            ". Your model answers nearly the same to everything, as one does that was trained "
            "with (B, 1) answers minus (B,) targets, which is (B, B): look at the shapes"
        )
    return Failed(message)


@scenario(
    EX,
    weight=2.5,
    cases={"40 steps": dict(T=40)},
    given=summing,
    check=adds,
    slow=True,
    timeout=60,
)
def test_train_memory_model_adding(m, draw, shown, T):
    return train_and_answer(m, shown, T, how="train_adding_model")


def two_seeds(draw):
    """Two different seeds."""
    return [draw.seed("one"), draw.seed("other")], None


def follows_the_seed(evidence, _kept):
    """Judge the losses of short trainings: one a step, and the same for the same seed."""
    for task, (first, again, other) in evidence.items():
        if len(first) != 4:
            return Failed(f"max_steps=4 should give 4 losses; {task} gave {len(first)}")
        if max(abs(a - b) for a, b in zip(first, again, strict=True)) > ROUNDING:
            message = f"two trainings of {task} with the same seed have different losses"
            return Failed(message, misconception="seed ignored")
        if max(abs(a - b) for a, b in zip(first, other, strict=True)) < ROUNDING:
            return Failed(f"trainings of {task} with different seeds have the same losses")
    return None


@scenario(EX, aspect="robust", given=two_seeds, check=follows_the_seed)
def test_train_memory_model_repeatable(m, draw, shown):
    one, other = shown
    losses = {}
    for how in ("train_memory_model", "train_adding_model"):
        train = getattr(m, how)
        losses[how] = [train(5, seed, max_steps=4)[1] for seed in (one, one, other)]
    return losses
