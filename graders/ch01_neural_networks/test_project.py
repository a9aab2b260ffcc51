"""Scenarios for the project: standardise, train, predict. Bars and their tables: ``bars.md``."""

import math

import torch

from workbook.data import digits, iris, wine
from workbook.exercise import Failed, scenario

EX = "train_mlp_classifier"
SPLITS = ("train", "validation", "test")
BARS = {  # three standard deviations below the reference's mean over 20 seeds, see bars.md
    "spirals": 0.80,
    "digits": 0.95,
    "wine": 0.90,
    "iris": 0.90,
}
CLOUDS_BAR = 0.85
CHANCE = 0.52  # of three classes; a third is chance, and validation picks the luckiest epoch
ROUNDING = 1e-3
LEAST_SOFTMAXED_LOSS = math.log(math.e + 2) - 1  # of probabilities taken for logits, 3 classes


@scenario("standardise", weight=1)
def test_standardise_values(m, draw):
    train, other = draw.normal(5, 3, scale=4.0, shift=7.0), draw.normal(2, 3, scale=9.0)
    return m.standardise(train, other, other[0])


@scenario("standardise", weight=0.5, aspect="robust")
def test_standardise_float64(m, draw):
    return m.standardise(draw.normal(7, 3, shift=-2.0, dtype=torch.float64))


@scenario("standardise", weight=0.5, aspect="robust")
def test_standardise_constant_column(m, draw):
    train, other = draw.normal(5, 3), draw.normal(7, 3)
    train = torch.cat([train[:, :1], train[:1, 1:2].expand(5, 1), train[:, 2:]], dim=1)
    return m.standardise(train, other)


def spirals(draw, count, part, mixing):
    """Rows of five features; the class is an arm of a spiral in the plane of two hidden ones."""
    hidden = draw.normal(count, 5, name=f"{part}: hidden").double()
    radius, angle = hidden[:, 0].hypot(hidden[:, 1]), torch.atan2(hidden[:, 1], hidden[:, 0])
    y = ((angle / (2 * math.pi) + 0.25 * radius) * 3).floor().long() % 3
    return (hidden @ mixing[0] * mixing[1] + mixing[2]).float(), y


def spiral_tables(draw):
    """Training, validation and held-out rows, mixed and scaled in one way."""
    turn = torch.linalg.qr(draw.normal(5, 5, name="turn").double())[0]
    scale = 10.0 ** draw.integers(5, low=-2, high=4, name="scale").double()
    mixing = (turn, scale, scale * draw.normal(5, scale=3.0, name="offset").double())
    sizes = {"train": 900, "validation": 200, "test": 600}
    return {part: spirals(draw, count, part, mixing) for part, count in sizes.items()}


def seeds(draw):
    """The seeds of two trainings, of whose figures the mean is judged."""
    return draw.seed("first training"), draw.seed("second training")


def generated(draw):
    """Show the spirals; keep the held-out labels."""
    tables = spiral_tables(draw)
    x_test, y_test = tables["test"]
    shown = {"tables": (*tables["train"], *tables["validation"]), "seeds": seeds(draw)}
    return shown | {"held_out": lambda: x_test}, {"y": y_test, "task": "spirals"}


LOADERS = {"digits": lambda part: digits(part, flat=True), "wine": wine, "iris": iris}


def real(draw, task):
    """Show real rows with their columns permuted and rescaled; keep the held-out labels."""
    tables = {part: LOADERS[task](part) for part in SPLITS}
    columns = tables["train"][0].shape[1]
    order, scale = draw.permutation(columns), draw.positive(columns)
    shift, classes = draw.normal(columns), int(tables["train"][1].max()) + 1
    names = draw.permutation(classes)
    tables = {
        part: ((x.float()[:, order] * scale + shift), names[y]) for part, (x, y) in tables.items()
    }
    x_test, y_test = tables["test"]
    shown = {"tables": (*tables["train"], *tables["validation"]), "seeds": seeds(draw)}
    return shown | {"held_out": lambda: x_test}, {"y": y_test, "task": task}


def train(m, *tables, **options):
    """Train once and check that what comes back is a function and a report."""
    result = m.train_mlp_classifier(*tables, **options)
    if not isinstance(result, tuple | list) or len(result) != 2 or not callable(result[0]):
        message = "the function should return 2 results: predict, a function, and the report"
        raise TypeError(message)
    return result


def train_and_predict(m, shown):
    """Train once for each seed; ask for the held-out rows only then."""
    trained = [train(m, *shown["tables"], seed=seed) for seed in shown["seeds"]]
    x = shown["held_out"]()
    return [{"logits": predict(x), "report": report} for predict, report in trained]


def accuracy(logits, y):
    """The share of rows whose largest logit is that of their class."""
    return float((logits.argmax(1) == y).double().mean())


def reaches_the_bar(evidence, kept):
    """Judge the mean held-out accuracy of two trainings."""
    y, task = kept["y"], kept["task"]
    for run in evidence:
        if failed := not_logits(run["logits"], y):
            return failed
    mean = sum(accuracy(run["logits"], y) for run in evidence) / len(evidence)
    if mean >= BARS[task]:
        return None
    return Failed(
        f"the mean accuracy of two trainings on {len(y)} held-out rows ({task}) is "
        f"{mean:.3f}; it should be at least {BARS[task]:.3f}"
    )


def not_logits(logits, y):
    """Say what is wrong with the form of predictions, if anything."""
    classes = int(y.max()) + 1
    if logits.shape != (len(y), classes):
        return Failed(
            f"predict should return logits of shape {(len(y), classes)}, "
            f"yours have {tuple(logits.shape)}"
        )
    if not logits.isfinite().all():
        return Failed("predict returned numbers that are not finite")
    sums = logits.double().sum(1)
    if (logits >= 0).all() and ((sums - 1).abs() < 1e-3).all():
        message = "predict should return logits; each of your rows sums to 1, like probabilities"
        return Failed(message, misconception="softmax before the loss")
    return None


@scenario(EX, weight=3, given=generated, check=reaches_the_bar, slow=True, timeout=60)
def test_train_mlp_classifier_spirals(m, draw, shown):
    return train_and_predict(m, shown)


@scenario(
    EX,
    weight=2,
    cases={task: dict(task=task) for task in LOADERS},
    given=real,
    check=reaches_the_bar,
    slow=True,
    timeout=60,
)
def test_train_mlp_classifier_real_data(m, draw, shown, task):
    return train_and_predict(m, shown)


def small_tables(draw):
    """Three clouds in three dimensions: training, validation and held-out rows."""
    corners = torch.tensor([[1.0, 0, 0], [0, 1, 0], [0, 0, 1]])
    tables = {}
    for part, count in {"train": 120, "validation": 60, "test": 90}.items():
        y = draw.permutation(count, name=f"{part}: classes") % 3
        x = corners[y] * 3 + draw.normal(count, 3, scale=0.5, name=f"{part}: rows")
        tables[part] = (x * 4 + 10, y)
    return tables


def nothing_to_learn(draw):
    """Labels that have nothing to do with their rows, in training and in validation."""
    x, x_val = draw.normal(150, 23), draw.normal(150, 23)
    y, y_val = draw.integers(150, high=3), draw.integers(150, high=3)
    shown = {"tables": (x, y, x_val, y_val), "seeds": seeds(draw)}
    return shown | {"held_out": lambda: x_val}, {"y": y_val}


def stays_at_chance(evidence, kept):
    """Fail a training that knows validation labels it was not to learn from."""
    mean = sum(accuracy(run["logits"], kept["y"]) for run in evidence) / len(evidence)
    if mean <= CHANCE:
        return None
    message = (
        "all labels are random here, so nothing can be learned about the validation rows but from "
        f"their own labels; still your classifier gets {mean:.2f} of them right (chance is 0.33)"
    )
    return Failed(message, misconception="trains on validation rows")


@scenario(EX, aspect="robust", given=nothing_to_learn, check=stays_at_chance, slow=True, timeout=60)
def test_train_mlp_classifier_random_labels(m, draw, shown):
    return train_and_predict(m, shown)


def with_an_outlier(draw):
    """One validation row lies a million away; it must not matter to anything that is learned."""
    tables = small_tables(draw)
    (x, y), (x_val, y_val), (x_test, y_test) = tables.values()
    spoilt = x_val.clone()
    spoilt[7] += 1e6
    shown = {"clean": (x, y, x_val, y_val), "tables": (x, y, spoilt, y_val), "seeds": seeds(draw)}
    return shown | {"held_out": lambda: x_test}, {"y": y_test}


def is_not_impressed(evidence, kept):
    """Fail a training that was spoilt by the outlier."""
    clean, mean = (
        sum(accuracy(run["logits"], kept["y"]) for run in evidence[how]) / len(evidence[how])
        for how in ("clean", "spoilt")
    )
    if clean < CLOUDS_BAR:
        return Failed(
            f"on three clouds that are easy to tell apart the accuracy on held-out rows "
            f"is {clean:.2f}; it should be at least {CLOUDS_BAR}"
        )
    if mean >= CLOUDS_BAR:
        return None
    message = (
        "one row of the validation table lies a million away from the others; with that the "
        f"accuracy on held-out rows fell to {mean:.2f} (it should be at least {CLOUDS_BAR})"
    )
    return Failed(message, misconception="statistics of validation rows")


@scenario(EX, aspect="robust", given=with_an_outlier, check=is_not_impressed, slow=True, timeout=60)
def test_train_mlp_classifier_outlier_in_validation(m, draw, shown):
    clean = shown | {"tables": shown["clean"]}
    return {"clean": train_and_predict(m, clean), "spoilt": train_and_predict(m, shown)}


def clouds(draw):
    """Show the three clouds, and how the held-out rows are to be asked for."""
    tables = small_tables(draw)
    x_test, y_test = tables["test"]
    shown = {"tables": (*tables["train"], *tables["validation"]), "seed": draw.seed("training")}
    shown |= {"held_out": lambda: x_test}
    return shown, {"y": y_test, "y_val": tables["validation"][1]}


def answers_row_by_row(evidence, kept):
    """Compare the answers to one row in different company, and of two equal trainings."""
    together = evidence["together"]
    if failed := not_logits(together, kept["y"]):
        return failed
    size = float(together.abs().max())
    if float((evidence["once more"] - together).abs().max()) > ROUNDING * size:
        return Failed(
            "predict answers the same table differently the second time: something "
            "random (dropout?) is still at work"
        )
    for company in ("alone", "beside an outlier"):
        apart = float((evidence[company] - together[: len(evidence[company])]).abs().max())
        if apart > ROUNDING * size:
            message = (
                f"predict gives a row other logits when it stands {company} than when it stands "
                f"in a table of {len(together)} rows (they differ by up to {apart:.2g})"
            )
            return Failed(message, misconception="predict standardises its own batch")
    apart = float((evidence["again"] - together).abs().max())
    if apart > ROUNDING * size:
        message = f"two trainings with the same seed differ by up to {apart:.2g} in their logits"
        return Failed(message, misconception="seed ignored")
    return None


@scenario(EX, aspect="robust", given=clouds, check=answers_row_by_row, slow=True, timeout=60)
def test_train_mlp_classifier_row_by_row(m, draw, shown):
    predict, _ = train(m, *shown["tables"], hidden=(16, 8), seed=shown["seed"])
    again, _ = train(m, *shown["tables"], hidden=(16, 8), seed=shown["seed"])
    x = shown["held_out"]()
    with_outlier = torch.cat([x[:10], x[:1] * 0 + 1e5])
    return {
        "together": predict(x),
        "alone": torch.cat([predict(row[None]) for row in x[:10]]),
        "beside an outlier": predict(with_outlier)[:10],
        "once more": predict(x),
        "again": again(x),
    }


def malformed(report):
    """Say what is wrong with the form of a report, if anything."""
    if not isinstance(report, dict) or not set(report) >= {"train_loss", "val_accuracy"}:
        return Failed('the report should be a dict with the keys "train_loss" and "val_accuracy"')
    losses, accuracies = report["train_loss"], report["val_accuracy"]
    if len(losses) != len(accuracies) or len(losses) < 2:
        return Failed("the report should have one training loss and one accuracy for every epoch")
    if not all(math.isfinite(loss) for loss in losses):
        return Failed("a training loss is not finite")
    return None


def report_fits(evidence, kept):
    """Judge the two curves: complete, plausible, and those of this very classifier."""
    report, logits = evidence["report"], evidence["logits"]
    if failed := malformed(report) or not_logits(logits, kept["y_val"]):
        return failed
    losses, accuracies = report["train_loss"], report["val_accuracy"]
    recomputed = accuracy(logits, kept["y_val"])
    if min(abs(recomputed - share) for share in accuracies) > ROUNDING:
        return Failed(
            f"predict gets {recomputed:.3f} of the validation rows right, and no epoch "
            'of report["val_accuracy"] has that accuracy'
        )
    if min(losses) > LEAST_SOFTMAXED_LOSS - ROUNDING:
        message = (
            f"on three clouds that are easy to tell apart the training loss should fall below 0.3; "
            f"yours never fell below {min(losses):.3f}"
        )
        stalled = max(accuracies) > 2 * CLOUDS_BAR - 1
        return Failed(message, misconception="softmax before the loss" if stalled else None)
    return None


@scenario(EX, given=clouds, check=report_fits, slow=True, timeout=60)
def test_train_mlp_classifier_report(m, draw, shown):
    predict, report = train(m, *shown["tables"], hidden=(32,), seed=shown["seed"])
    return {"report": report, "logits": predict(shown["tables"][2])}
