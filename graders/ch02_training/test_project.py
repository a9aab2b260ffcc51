"""Scenarios of the project: knobs that act, a report that is true, a choice that is honest."""

from __future__ import annotations

import math

import torch
from torch.nn import functional as F

from workbook.data import digits
from workbook.exercise import Failed, scenario

EX = "tame_overfitting"
UNTAMED = {"dropout": 0.0, "weight_decay": 0.0, "noise": 0.0, "patience": None, "epochs": 100}
ROUNDING = 1e-4
KNOWS_BY_HEART = 0.99
# Held-out cross-entropy of the network that ``search`` chooses: at most so many nats, and at most
# this part of what the untamed network has. See bars.md.
BARS = {"generated": (0.90, 0.80), "digits": (0.85, 0.92)}


def config(**changes):
    return {**UNTAMED, **changes}


# ── calibration ─────────────────────────────────────────────────────────────────────────────────


def probabilities(draw, n):
    """Draw rows of three probabilities, multiples of 1/256 that sum to 1, no two equal."""
    first, second = draw.integers(n, low=1, high=85), draw.integers(n, low=86, high=127)
    rows = torch.stack([first, second, 256 - first - second], dim=1)
    rows[::3] = torch.stack([first[::3], second[::3] * 0, 256 - first[::3]], dim=1)
    return rows.to(draw.dtype) / 256, draw.integers(n, high=3)


@scenario(EX, weight=1, cases={f"{b} bins": dict(bins=b) for b in (5, 8, 10)})
def test_tame_overfitting_calibration(m, draw, bins):
    probs, y = probabilities(draw, 97)
    confidence, accuracy, count = m.calibration_curve(probs, y, bins)
    return {"confidence": confidence, "accuracy": accuracy, "count": count}


@scenario(EX, weight=0.5, aspect="robust")
def test_tame_overfitting_calibration_limits(m, draw):
    # Rows at the limits of the bins: 1/2 and 3/4 belong to the bin below, as 1 does.
    probs = torch.tensor([[0.5, 0.25, 0.25], [0.125, 0.75, 0.125], [0.0, 0.0, 1.0]])
    probs = probs.to(draw.device, draw.dtype)
    y = draw.integers(3, high=3)
    confidence, accuracy, count = m.calibration_curve(probs, y, 4)
    return {"confidence": confidence, "accuracy": accuracy, "count": count}


# ── small trainings ─────────────────────────────────────────────────────────────────────────────


def noisy_clouds(draw, counts, D=30, K=4, noise=0.15, size=0.6):
    """Draw rows around K centres, some with a label at random; one pair (x, y) for each count."""
    centres = draw.normal(K, D, scale=size, name="centres")
    tables = []
    for part, n in enumerate(counts):
        y = draw.integers(n, high=K, name=f"labels {part}")
        x = centres[y] + draw.normal(n, D, name=f"rows {part}")
        odd = draw.mask(n, keep=noise, name=f"odd {part}")
        y = torch.where(odd, draw.integers(n, high=K, name=f"other labels {part}"), y)
        y[:K] = torch.arange(K)  # every class occurs
        tables.append((x, y))
    return tables


def small(draw, **case):
    train, validation = noisy_clouds(draw, (40, 50), D=11)
    shown = {"train": train, "validation": validation, "seed": draw.seed("training")}
    return shown, {**case, "train": train, "validation": validation}


def cross_entropy(logits, y):
    return float(F.cross_entropy(logits.double(), y))


def accuracy(logits, y):
    return float((logits.argmax(1) == y).double().mean())


def not_logits(logits, y):
    """Say what is wrong with the form of logits, if anything."""
    if not isinstance(logits, torch.Tensor) or tuple(logits.shape) != (len(y), 4):
        shape = getattr(logits, "shape", None)
        return Failed(f"predict should return logits of shape {(len(y), 4)}, got {shape}")
    if logits.min() >= 0 and torch.allclose(logits.sum(1), torch.ones(len(y)), atol=1e-3):
        return Failed("predict should return logits, but yours are probabilities")
    return None


KNOBS = {
    "dropout": dict(config=config(dropout=0.6, epochs=8)),
    "noise": dict(config=config(noise=1.0, epochs=8)),
    "weight decay": dict(config=config(weight_decay=0.05, epochs=8)),
    "patience": dict(config=config(patience=3, epochs=40)),
}


def is_true(evidence, kept):
    """Calculate again what the report says, from the logits of predict."""
    (x_val, y_val), y_train = kept["validation"], kept["train"][1]
    del x_val
    report, once, again = (evidence[key] for key in ("report", "validation", "validation again"))
    for logits, y in ((once, y_val), (again, y_val), (evidence["train"], y_train)):
        if failed := not_logits(logits, y):
            return failed
    if not torch.allclose(once, again, rtol=1e-4, atol=1e-4):
        knob = "noise" if kept["config"]["noise"] else "dropout"
        message = "predict gives the same rows other logits when it is called again"
        return Failed(message, misconception=f"{knob} in validation")
    history = report["history"]
    lengths = {name: len(history[name]) for name in ("train_loss", "val_loss")}
    epochs = kept["config"]["epochs"]
    if len(set(lengths.values())) != 1 or not 1 <= lengths["val_loss"] <= epochs:
        return Failed(f"the history should have one number per epoch in both lists, got {lengths}")
    numbers = {
        "train_accuracy": accuracy(evidence["train"], y_train),
        "val_accuracy": accuracy(once, y_val),
        "val_loss": cross_entropy(once, y_val),
    }
    for name, number in numbers.items():
        if not math.isclose(report[name], number, rel_tol=1e-3, abs_tol=ROUNDING):
            message = f'report["{name}"] is {report[name]:.4f}, but of predict it is {number:.4f}'
            return Failed(message)
    return is_last_or_best(history["val_loss"], numbers["val_loss"], kept["config"])


def is_last_or_best(losses, loss, config):
    """The network that came back is that of the last epoch, or with patience of the best."""
    patience, epochs = config["patience"], config["epochs"]
    kept, which = (losses[-1], "last") if patience is None else (min(losses), "best")
    if patience is None and len(losses) != epochs:
        return Failed(f"with patience None all {epochs} epochs should run; yours ran {len(losses)}")
    if not math.isclose(kept, loss, rel_tol=1e-3, abs_tol=ROUNDING):
        message = (
            f"the network should be that of the {which} epoch, with a validation loss of "
            f"{kept:.4f}; the loss of predict is {loss:.4f}"
        )
        ends_last = patience is not None and math.isclose(losses[-1], loss, rel_tol=1e-3)
        return Failed(message, misconception="last instead of best" if ends_last else None)
    if patience is not None:
        expected = min(losses.index(min(losses)) + 1 + patience, epochs)
        if len(losses) != expected:
            message = (
                f"patience {patience}: the best epoch was number {losses.index(min(losses)) + 1}, "
                f"so {expected} epochs should have run; yours ran {len(losses)}"
            )
            never = len(losses) == epochs
            return Failed(message, misconception="never stops" if never else None)
    return None


@scenario(EX, weight=3, cases=KNOBS, given=small, check=is_true, float64=False)
def test_tame_overfitting_report(m, draw, shown, config):
    (x, y), (x_val, y_val) = shown["train"], shown["validation"]
    predict, report = m.fit_regularised(x, y, x_val, y_val, config, shown["seed"])
    return {
        "report": report,
        "train": predict(x),
        "validation": predict(x_val),
        "validation again": predict(x_val),
    }


STRONG = {
    "dropout": config(dropout=0.98, epochs=40),
    "noise": config(noise=30.0, epochs=40),
    "weight_decay": config(weight_decay=1.0, epochs=40),
}


def has_an_effect(evidence, kept):
    """A knob turned up all the way must keep the network from learning its rows by heart."""
    y = kept["train"][1]
    for logits in evidence.values():
        if failed := not_logits(logits, y):
            return failed
    losses = {name: cross_entropy(logits, y) for name, logits in evidence.items()}
    without = losses["without"]
    if abs(losses["again"] - without) > ROUNDING:
        message = (
            f"two trainings with the same seed and configuration end with training losses of "
            f"{without:.4f} and {losses['again']:.4f}"
        )
        return Failed(message, misconception="seed ignored")
    for knob, strong in STRONG.items():
        if losses[knob] < 2 * without + 0.05:
            return Failed(
                f"with {knob} = {strong[knob]} a network should learn its training rows much less "
                f"well; the loss on them is {losses[knob]:.3f}, and {without:.3f} without",
                misconception=f"{knob} ignored",
            )
    return None


@scenario(EX, weight=2, given=small, check=has_an_effect, float64=False)
def test_tame_overfitting_knobs(m, draw, shown):
    tables, seed = (*shown["train"], *shown["validation"]), shown["seed"]
    configs = {"without": config(epochs=40), "again": config(epochs=40), **STRONG}
    fits = {name: m.fit_regularised(*tables, c, seed)[0] for name, c in configs.items()}
    return {name: predict(shown["train"][0]) for name, predict in fits.items()}


# ── the search ──────────────────────────────────────────────────────────────────────────────────


def three_tables(draw):
    """Make test rows whose labels are all wrong: who chooses by them chooses the blind network."""
    train, validation, test = noisy_clouds(draw, (60, 80, 60), D=11, noise=0.0, size=1.0)
    wrong = (test[1] + 1 + draw.integers(60, high=3)) % 4
    shown = {"train": train, "validation": validation, "test": (test[0], wrong)}
    return {**shown, "seed": draw.seed("training")}, {"validation": validation, "test": wrong}


BLIND = config(noise=100.0, epochs=25)
CONFIGS = [BLIND, config(epochs=25), config(epochs=2)]


def is_honest(evidence, kept):
    """The choice is that of the validation rows, each network began anew, and the numbers fit."""
    report, alone = evidence["report"], evidence["alone"]
    losses, best = report["val_loss"], report["best"]
    if len(losses) != len(CONFIGS):
        return Failed(f"val_loss should hold {len(CONFIGS)} numbers, one for each configuration")
    if not math.isclose(losses[-1], alone, rel_tol=1e-3, abs_tol=ROUNDING):
        message = (
            f"a configuration has the validation loss {losses[-1]:.4f} when it is tried after "
            f"others, and {alone:.4f} when it is tried alone with the same seed"
        )
        return Failed(message, misconception="weights not reset")
    if best != losses.index(min(losses)):
        shown = ", ".join(f"{loss:.3f}" for loss in losses)
        message = f"the validation losses are {shown}, and your choice is number {best}"
        return Failed(message, misconception="selects on test" if best == 0 else None)
    logits = evidence["logits"]
    numbers = {
        'val_loss"][best] ': (
            cross_entropy(logits["validation"], kept["validation"][1]),
            losses[best],
        ),
        'test_loss"] ': (cross_entropy(logits["test"], kept["test"]), report["test_loss"]),
    }
    for name, (number, told) in numbers.items():
        if not math.isclose(number, told, rel_tol=1e-3, abs_tol=ROUNDING):
            return Failed(f'report["{name}is {told:.4f}, but of predict it is {number:.4f}')
    return None


@scenario(EX, weight=2, given=three_tables, check=is_honest, float64=False)
def test_tame_overfitting_search(m, draw, shown):
    tables = shown["train"], shown["validation"], shown["test"]
    predict, report = m.search(*tables, CONFIGS, shown["seed"])
    alone = m.search(*tables, CONFIGS[-1:], shown["seed"])[1]["val_loss"][0]
    logits = {part: predict(shown[part][0]) for part in ("validation", "test")}
    return {"report": report, "alone": alone, "logits": logits}


# ── the trainings ───────────────────────────────────────────────────────────────────────────────


def hundred_digits(draw):
    """A hundred digits, 15 of them mislabelled, pixels and names permuted; then others."""
    x, y = digits("train", flat=True)
    order, names = draw.permutation(64), draw.permutation(10)
    rows = draw.permutation(len(x))
    rows = torch.cat([rows[y[rows] == digit][:10] for digit in range(10)])
    label, wrong = y[rows], draw.permutation(100)[:15]
    label[wrong] = (label[wrong] + 1 + draw.integers(15, high=9)) % 10
    tables = [(x[rows], label), digits("validation", flat=True), digits("test", flat=True)]
    return [(x[:, order].clone(), names[y]) for x, y in tables]


TRIED = {
    "generated": [config(weight_decay=0.03), config(patience=10)],
    "digits": [config(noise=0.3), config(noise=0.3, dropout=0.5, patience=15)],
}


def tables_of(draw, data):
    make = hundred_digits if data == "digits" else generated
    train, validation, held_out = make(draw)
    shown = {"train": train, "validation": validation, "held_out": lambda: held_out[0]}
    seeds = [draw.seed(f"training {i}") for i in (1, 2)]
    return {**shown, "seeds": seeds}, {"data": data, "train": train[1], "y": held_out[1]}


def generated(draw):
    return noisy_clouds(draw, (120, 200, 600))


def mean_loss(runs, which, y):
    return sum(cross_entropy(run[which], y) for run in runs) / len(runs)


def is_tamed(evidence, kept):
    """Judge the mean of two seeds: by heart without regularisation, and better with it."""
    y, (bar, part) = kept["y"], BARS[kept["data"]]
    by_heart = [accuracy(run["by heart"], kept["train"]) for run in evidence]
    if sum(by_heart) / len(by_heart) < KNOWS_BY_HEART:
        return Failed(
            f"without regularisation the network should learn at least {KNOWS_BY_HEART} of the "
            f"training rows; yours learns {sum(by_heart) / len(by_heart):.3f}. Can it overfit?"
        )
    untamed, tamed = (mean_loss(evidence, which, y) for which in ("untamed", "tamed"))
    if tamed > bar or tamed > part * untamed:
        return Failed(
            f"{kept['data']}: the cross-entropy of held-out rows (mean of two seeds) is "
            f"{untamed:.3f} without regularisation and {tamed:.3f} with the configuration that "
            f"your search chose; it should be at most {bar} and at most {part} of the former"
        )
    return None


@scenario(
    EX,
    weight=5,
    cases={data: dict(data=data) for data in BARS},
    given=tables_of,
    check=is_tamed,
    float64=False,
    slow=True,
    timeout=60.0,
)
def test_tame_overfitting_held_out(m, draw, shown, data):
    train, validation = shown["train"], shown["validation"]
    fits = [
        (
            m.fit_regularised(*train, *validation, UNTAMED, seed)[0],
            m.search(train, validation, validation, TRIED[data], seed)[0],
        )
        for seed in shown["seeds"]
    ]
    x = shown["held_out"]()
    return [
        {"by heart": untamed(train[0]), "untamed": untamed(x), "tamed": tamed(x)}
        for untamed, tamed in fits
    ]
