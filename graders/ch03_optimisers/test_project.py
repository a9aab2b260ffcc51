"""Scenarios for accumulation and for the race. Bars and their tables: ``bars.md``."""

from __future__ import annotations

import math

import torch
from torch import nn

from workbook.data import digits
from workbook.exercise import Failed, scenario
from workbook.probes import fill, number, state

F64 = torch.float64

# ── accumulate_step ─────────────────────────────────────────────────────────────────────────────


class Counted:
    """Plain gradient descent that counts its steps."""

    def __init__(self, params, lr=0.1):
        self.params, self.lr, self.steps = [*params], lr, 0

    @torch.no_grad()
    def step(self):
        """Move once."""
        self.steps += 1
        for p in self.params:
            if p.grad is not None:
                p.sub_(self.lr * p.grad)

    def zero_grad(self, set_to_none=True):  # noqa: FBT002 - torch's own signature
        """Forget the gradients."""
        for p in self.params:
            if set_to_none:
                p.grad = None
            elif p.grad is not None:
                p.grad.zero_()


def squared(outputs, targets):
    """A mean over the samples, whatever the number of outputs."""
    return (outputs - targets).square().sum(1).mean()


def network(draw, dtype=None):
    """A small network with parameters of known values."""
    model = nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 2)).to(draw.device)
    return fill(model.to(dtype or draw.dtype), draw)


def micro_batches(draw, sizes, dtype=None):
    """Inputs and targets in batches of the given sizes."""
    return [(draw.normal(n, 3, dtype=dtype), draw.normal(n, 2, dtype=dtype)) for n in sizes]


def accumulate(m, model, batches, opt, times=1):
    """Make big steps and show the loss of each, the parameters and the number of small steps."""
    losses = [number(m.accumulate_step(model, squared, batches, opt)) for _ in range(times)]
    return {"losses": losses, "parameters": state(model), "calls of step": opt.steps}


@scenario(
    "accumulate_step",
    weight=2,
    aspect="gradients",
    cases={"5 + 2 + 3": dict(sizes=(5, 2, 3)), "1 + 7": dict(sizes=(1, 7))},
)
def test_accumulate_step_unequal(m, draw, sizes):
    model, batches = network(draw, F64), micro_batches(draw, sizes, F64)
    return accumulate(m, model, batches, Counted(model.parameters()))


@scenario("accumulate_step", weight=1)
def test_accumulate_step_one_batch(m, draw):
    model, batches = network(draw), micro_batches(draw, (7,))
    return accumulate(m, model, batches, Counted(model.parameters()))


@scenario("accumulate_step", weight=1, aspect="robust")
def test_accumulate_step_twice(m, draw):
    model, batches = network(draw, F64), micro_batches(draw, (4, 1, 2), F64)
    for p in model.parameters():
        p.grad = torch.ones_like(p)  # left over from something else
    return accumulate(m, model, batches, Counted(model.parameters()), times=3)


@scenario("accumulate_step", weight=1, aspect="efficient", max_elements=6000)
def test_accumulate_step_small_memory(m, draw):
    # Six micro-batches together would need a tensor of 24,000 numbers.
    batches = [(draw.normal(8, 500), draw.normal(8, 2)) for _ in range(6)]
    model = fill(nn.Linear(500, 2).to(draw.device, draw.dtype), draw, scale=0.1)
    return accumulate(m, model, batches, Counted(model.parameters(), 1e-4))


# ── train_with ──────────────────────────────────────────────────────────────────────────────────

EX = "train_with"


def trained(result):
    """Check that what comes back is a model and a history."""
    if not isinstance(result, tuple | list) or len(result) != 2 or not callable(result[0]):
        message = "the function should return 2 results: the model and the history"
        raise TypeError(message)
    return result


RACERS = {
    "SGD, cosine": dict(opt="sgd", sched="cosine"),
    "momentum, one cycle": dict(opt="momentum", sched="one cycle"),
    "AdamW, step": dict(opt="adamw", sched="step"),
    "a rate of its own": dict(opt="rmsprop", sched="constant", lr=0.002),
}


@scenario(EX, weight=2, cases=RACERS)
def test_train_with_whole_batch(m, draw, opt, sched, **rate):
    # All samples are in every batch, so their order makes no difference.
    x, y = draw.normal(11, 3, dtype=F64), draw.permutation(11) % 4
    model, history = trained(
        m.train_with(opt, sched, x, y, 6, draw.seed("s"), batch_size=11, **rate)
    )
    return {"history": history, "outputs": model(x)}


@scenario(EX, weight=0.5, aspect="robust")
def test_train_with_rate_zero(m, draw):
    x, y = draw.normal(11, 3, dtype=F64), draw.permutation(11) % 4
    model, history = trained(
        m.train_with("momentum", "constant", x, y, 3, draw.seed("s"), lr=0.0, batch_size=50)
    )
    return {"history": history, "outputs": model(x)}


ROWS, EPOCHS = 7, 4


def seven_rows(draw):
    """Rows whose losses under one model tell them apart."""
    x = draw.distinct(ROWS, 3, scale=3.0, dtype=F64)
    shown = {"x": x, "y": draw.permutation(ROWS) % 3, "seed": draw.seed("s")}
    return shown, shown


def every_row_once(evidence, kept):
    """Find out from the losses of single rows, under one model, in which order they came."""
    orders = []
    for run in ("first", "again", "other seed"):
        outputs, losses = evidence[run]
        rows = nn.functional.cross_entropy(outputs, kept["y"], reduction="none")
        if len(losses) != ROWS * EPOCHS:
            message = f"{ROWS * EPOCHS} steps should leave that many losses, not {len(losses)}"
            return Failed(message)
        apart = (torch.tensor(losses, dtype=F64)[:, None] - rows).abs()  # (steps, rows)
        if not float(apart.min(1).values.max()) <= 1e-9:
            message = "with lr = 0 and batches of 1, a loss is not that of any row under the model"
            return Failed(message)
        orders.append(apart.argmin(1).reshape(EPOCHS, ROWS).tolist())
    return _judge_epochs(*orders)


def _judge_epochs(order, again, other):
    """Judge orders of rows, of which each should hold all."""
    for epoch in (*order, *other):
        if len({*epoch}) < ROWS:
            message = (
                f"{ROWS} steps with batches of 1 should visit each of {ROWS} rows once; one epoch "
                f"of yours went {epoch}"
            )
            return Failed(message, misconception="an epoch in every step")
    if all(epoch == order[0] for epoch in order):
        message = f"all {EPOCHS} epochs had the same order of rows: {order[0]}"
        return Failed(message, misconception="same order in every epoch")
    if order != again:
        return Failed("two trainings with the same arguments met the rows in different orders")
    if order == other:
        message = "another seed gave the very same order of rows"
        return Failed(message, misconception="seed ignored")
    return None


@scenario(EX, weight=1.5, given=seven_rows, check=every_row_once)
def test_train_with_epochs(m, draw, shown):
    def run(seed):
        arguments = (shown["x"], shown["y"], ROWS * EPOCHS, seed)
        model, history = trained(m.train_with("sgd", "constant", *arguments, lr=0.0, batch_size=1))
        return model(shown["x"]), history["loss"]

    seed = shown["seed"]
    return {"first": run(seed), "again": run(seed), "other seed": run(seed + 1)}


def history_of(losses):
    """A history with the given losses."""
    return {"loss": losses, "lr": [0.1] * len(losses)}


@scenario(EX, weight=1.5, float64=False)
def test_train_with_leaderboard(m, draw):
    lost, short = draw.positive(6, 30).tolist(), draw.positive(4).tolist()
    runs = {f"run {i}": history_of(losses) for i, losses in enumerate(lost)}
    runs["run 4"]["loss"][:12] = [9.0] * 12  # long ago
    runs["run 5"]["loss"][2] = 1e-9  # once very good
    runs["short"] = history_of(short)
    board = m.leaderboard(runs)
    return [[name, number(score)] for name, score in board]


@scenario(EX, weight=1, aspect="robust", float64=False)
def test_train_with_leaderboard_of_the_diverged(m, draw):
    a, b = draw.positive(15).tolist(), draw.positive(15).tolist()
    runs = {
        "zig": history_of([*a[:14], math.nan]),
        "fair": history_of(a),
        "twin": history_of(b),
        "also twin": history_of([*b]),
        "burst": history_of([math.inf, *b[:5], math.inf, *b[5:]]),
        "recovered": history_of([math.nan, *b]),
        "abyss": history_of([*a, -math.inf, math.inf]),
    }
    board = m.leaderboard(runs)
    return [[name, number(score)] for name, score in board]


# ── the trainings ───────────────────────────────────────────────────────────────────────────────

BARS = {  # three standard deviations below the reference's mean over 20 seeds, see bars.md
    "rings": {"momentum": 0.93, "adam": 0.91},
    "digits": {"sgd": 0.94, "adamw": 0.955},
}


def rings(draw, count, part, turn):
    """Rows of four features on two scales; the class is the ring that two hidden ones fall into."""
    hidden = draw.normal(count, 4, name=f"{part}: hidden")
    y = hidden[:, 0].hypot(hidden[:, 1]).long().clamp(max=2)
    return hidden @ turn, y


def tables(draw, task):
    """Training rows and held-out rows; columns and classes go by other names under each seed."""
    if task == "rings":
        turn = torch.linalg.qr(draw.normal(4, 4, name="turn"))[0]
        turn = turn * draw.positive(4, name="scale")
        return [rings(draw, count, part, turn) for part, count in (("train", 1500), ("test", 700))]
    columns, names = draw.permutation(64), draw.permutation(10)
    parts = (digits(part, flat=True) for part in ("train", "test"))
    return [(x[:, columns], names[y]) for x, y in parts]


def race(draw, task):
    """Show the training rows; keep the held-out labels."""
    (x, y), (x_test, y_test) = tables(draw, task)
    shown = {"x": x, "y": y, "seeds": [draw.seed("one"), draw.seed("two")]}
    return shown | {"held_out": lambda: x_test}, {"y": y_test, "task": task}


def accuracy(outputs, y):
    """The share of rows whose largest output is that of their class."""
    return float((outputs.argmax(1) == y).double().mean())


def reach_the_bars(evidence, kept):
    """Judge the mean accuracy of two trainings of each racer."""
    for name, runs in evidence.items():
        mean = sum(accuracy(outputs, kept["y"]) for outputs in runs) / len(runs)
        bar = BARS[kept["task"]][name]
        if mean < bar:
            return Failed(
                f"{name} with a cosine schedule: after 300 steps the mean accuracy of two "
                f"trainings on held-out rows ({kept['task']}) is {mean:.3f}; the bar is {bar:.3f}"
            )
    return None


@scenario(
    EX,
    weight=3,
    given=race,
    check=reach_the_bars,
    cases={task: dict(task=task) for task in BARS},
    slow=True,
    float64=False,
    timeout=60,
)
def test_train_with_race(m, draw, shown, task):
    models = {
        name: [
            trained(m.train_with(name, "cosine", shown["x"], shown["y"], 300, seed))[0]
            for seed in shown["seeds"]
        ]
        for name in BARS[task]
    }
    x = shown["held_out"]()
    return {name: [model(x) for model in each] for name, each in models.items()}


WILD = ("sgd", "momentum", "adagrad", "rmsprop", "adamw")
STEPS = 50


def tame_and_wild(draw):
    """Show rows for training; nothing is to be kept."""
    (x, y), _ = tables(draw, "rings")
    return {"x": x, "y": y, "seed": draw.seed("one")}, None


def divergence_is_told(evidence, kept):
    """Judge the usual rate against one that is much too large."""
    del kept
    for name, (usual, wild) in evidence.items():
        for history in (usual, wild):
            if len(history["loss"]) != STEPS or len(history["lr"]) != STEPS:
                counts = len(history["loss"]), len(history["lr"])
                message = (
                    f"{name}: {STEPS} steps should leave as many losses and rates, also where "
                    f"training diverges; yours are {counts[0]} and {counts[1]}"
                )
                return Failed(message, misconception="stops when it diverges")
        if not wild["loss"][-1] > 3 * usual["loss"][-1] and math.isfinite(wild["loss"][-1]):
            return Failed(
                f"{name}: with a rate 100,000 times the usual one training should fall apart; your "
                f"last loss is {wild['loss'][-1]:.3g}, with the usual rate {usual['loss'][-1]:.3g}"
            )
    if all(math.isfinite(loss) for _, wild in evidence.values() for loss in wild["loss"]):
        message = "with absurd rates some losses must be inf or NaN; all that you tell are finite"
        return Failed(message, misconception="hides divergence")
    return None


@scenario(
    EX,
    weight=1.5,
    aspect="robust",
    given=tame_and_wild,
    check=divergence_is_told,
    slow=True,
    float64=False,
    timeout=60,
)
def test_train_with_absurd_rates(m, draw, shown):
    def history(name, **rate):
        arguments = (shown["x"], shown["y"], STEPS, shown["seed"])
        return trained(m.train_with(name, "constant", *arguments, **rate))[1]

    usual = {name: history(name) for name in WILD}
    return {name: (usual[name], history(name, lr=1e5 * usual[name]["lr"][0])) for name in WILD}
