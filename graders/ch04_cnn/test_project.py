"""Scenarios of the project: digits, and digits at random places."""

from __future__ import annotations

import math

import torch
from torch import nn

from workbook.exercise import Failed, scenario
from workbook.probes import fill, parameter_count, state

LENET_BAR, SHIFTED_BAR = 0.91, 0.93
MOST_PARAMETERS = 200_000

# ── the pieces ──────────────────────────────────────────────────────────────────────────────────


@scenario("train_lenet_digits", weight=1)
def test_train_lenet_digits_predict(m, draw):
    x = draw.distinct(11, 2, 3, 4, scale=0.5)
    model = nn.Sequential(nn.BatchNorm2d(2), nn.Flatten(), nn.Dropout(0.4), nn.Linear(24, 5))
    fill(model, draw)
    model.train()
    busy = m.predict(model, x), model.training, state(model)
    model.eval()
    return busy, m.predict(model, x[:3]), model.training


def check_design(evidence, kept):
    del kept
    logits, alone = evidence["logits"], evidence["alone"]
    if tuple(logits.shape) != (5, 7) or tuple(alone.shape) != (5, 7):
        shape = tuple(logits.shape)
        return Failed(f"forward should return logits of shape (5, 7), got {shape}")
    if not torch.allclose(logits, alone, rtol=1e-3, atol=1e-4):
        message = "in evaluation mode an image gets another answer alone than in a batch of 5"
        return Failed(message, misconception="samples mixed")
    if logits.min() >= 0 and torch.allclose(logits.sum(1), torch.ones(5), atol=1e-3):
        message = "forward should return logits, but yours are probabilities: each row sums to 1"
        return Failed(message, misconception="double softmax")
    if evidence["parameters"] > MOST_PARAMETERS:
        message = f"{evidence['parameters']} parameters are more than {MOST_PARAMETERS}"
        return Failed(message)
    return None


@scenario("train_lenet_digits", weight=1, check=check_design, float64=False)
def test_train_lenet_digits_design(m, draw):
    x = draw.uniform(5, 1, 12, 12)
    torch.manual_seed(draw.seed("weights"))
    network = m.DigitNet(12, 7)
    network.train()(x)  # so that running statistics are not at their start
    network.eval()
    return {
        "logits": network(x),
        "alone": torch.cat([network(x[i : i + 1]) for i in range(5)]),
        "parameters": parameter_count(lambda: m.DigitNet(12)),
    }


def check_moved(evidence, kept):
    del kept
    before, after = evidence["before"], evidence["after"]
    if before.dim() != 4 or tuple(before.shape[2:]) != (16, 16) or after.shape != before.shape:
        shape = tuple(before.shape)
        return Failed(f"features of a 64 x 64 image should be (2, channels, 16, 16), got {shape}")
    here, there = before[:, :, 5:10, 5:9], after[:, :, 6:11, 7:11]  # far from every border
    scale = here.abs().max()
    if not scale > 0 or torch.allclose(here, here[:, :, :1, :1], atol=1e-6):
        return Failed("the feature maps do not depend on the image")
    if not torch.allclose(here, there, rtol=1e-3, atol=1e-4 * float(scale)):
        message = (
            "the image was moved by 4 rows and 8 columns, but the feature maps are not the old "
            "ones moved by 1 row and 2 columns: the convolutional part has a total stride of 4"
        )
        return Failed(message)
    return None


@scenario("train_lenet_digits", weight=1, check=check_moved, float64=False)
def test_train_lenet_digits_moved_image(m, draw):
    x = draw.uniform(2, 1, 12, 12)
    before, after = torch.zeros(2, 2, 1, 64, 64, device=x.device)
    before[..., 24:36, 22:34] = x
    after[..., 28:40, 30:42] = x
    torch.manual_seed(draw.seed("weights"))
    network = m.DigitNet(12).eval()
    return {"before": network.features(before), "after": network.features(after)}


def corners(draw, name, count):
    """Noise with one bright corner; which one is the label."""
    x = draw.uniform(count, 1, 12, 12, high=0.5, name=f"{name} images")
    y = draw.integers(count, high=4, name=f"{name} labels")
    for image, label in zip(x, y.tolist(), strict=True):
        top, left = 6 * (label // 2), 6 * (label % 2)
        image[0, top : top + 6, left : left + 6] += 0.5
    return x.clone(), y


def given_corners(draw):
    train, val = corners(draw, "train", 70), corners(draw, "val", 150)
    return {"train": train, "val": val}, {"y_val": val[1]}


def check_history(evidence, kept):
    history, labels = evidence["history"], evidence["labels"]
    lengths = {key: len(history[key]) for key in ("train_loss", "val_accuracy")}
    if set(lengths.values()) != {4}:
        return Failed(f"4 epochs should leave 4 numbers each in the history, got {lengths}")
    if not all(math.isfinite(value) for key in lengths for value in history[key]):
        return Failed("the history holds numbers that are not finite")
    if evidence["training"]:
        message = "the model came back in training mode"
        return Failed(message, misconception="left in training mode")
    accuracy = float((labels == kept["y_val"]).double().mean())
    told = history["val_accuracy"][-1]
    predicts_otherwise = not torch.equal(evidence["predicted"], labels)
    if abs(told - accuracy) > 1e-5:
        message = (
            f"the last val_accuracy is {told:.4f}, but the returned model has {accuracy:.4f} on "
            "the validation images"
        )
        kind = predicts_otherwise and "eval forgotten"
        return Failed(message, misconception=kind or "validated in training mode")
    if not history["train_loss"][-1] < 0.7 * history["train_loss"][0]:
        first, last = history["train_loss"][0], history["train_loss"][-1]
        return Failed(f"the training loss hardly falls on an easy task: {first:.3f} to {last:.3f}")
    return None


@scenario("train_lenet_digits", weight=1.5, given=given_corners, check=check_history, float64=False)
def test_train_lenet_digits_history(m, draw, shown):
    def make_model():  # in training mode it answers at random
        layers = nn.Flatten(), nn.BatchNorm1d(144), nn.Dropout(0.4), nn.Linear(144, 4)
        return nn.Sequential(*layers)

    seed = draw.seed("training")
    model, history = m.train_cnn(*shown["train"], *shown["val"], make_model, seed, epochs=4)
    came_back = model.training
    labels = model.eval()(shown["val"][0]).argmax(1)
    predicted = m.predict(model.train(), shown["val"][0])
    return {"history": history, "labels": labels, "predicted": predicted, "training": came_back}


def check_seeds(evidence, kept):
    del kept
    first, again, other = evidence
    if not torch.allclose(first, again, rtol=1e-3, atol=1e-4):
        message = "two trainings with the same seed gave different models"
        return Failed(message, misconception="seed ignored")
    if torch.allclose(first, other, rtol=1e-3, atol=1e-4):
        return Failed("another seed gave the very same model")
    return None


@scenario("train_lenet_digits", weight=1, given=given_corners, check=check_seeds, float64=False)
def test_train_lenet_digits_seeds(m, draw, shown):
    seed = draw.seed("training")
    logits = []
    for chosen in (seed, seed, seed + 1):
        model, _ = m.train_cnn(
            *shown["train"], *shown["val"], lambda: m.DigitNet(12, 4), chosen, epochs=1
        )
        logits.append(model(shown["val"][0]))
    return logits


# ── the trainings ───────────────────────────────────────────────────────────────────────────────


def given_data(draw, data):
    """Digits whose labels are renamed by the seed; the held-out images come last."""
    from workbook.data import digits, shifted_digits

    names = draw.permutation(10)
    seed = draw.seed("places")
    load = digits if data == "digits" else lambda split: shifted_digits(split, seed=seed)
    (train, val, test) = ((x, names[y]) for x, y in map(load, ("train", "validation", "test")))
    shown = {"train": train, "val": val, "held_out": lambda: test[0]}
    return shown, {"y": test[1], "data": data}


def check_accuracy(evidence, kept):
    bar, mean = BARS[kept["data"]]
    correct = [float((labels == kept["y"]).double().mean()) for labels in evidence]
    accuracy = sum(correct) / len(correct)
    if accuracy < bar:
        return Failed(
            f"{accuracy:.3f} of the held-out images are classified correctly (mean of two "
            f"seeds); the bar is {bar:.2f}, the reference reaches {mean:.3f}"
        )
    return None


def train_twice(m, draw, shown, make_model):
    models = [
        m.train_cnn(*shown["train"], *shown["val"], make_model, draw.seed(f"training {n}"))[0]
        for n in (1, 2)
    ]
    held_out = shown["held_out"]()
    return [m.predict(model, held_out) for model in models]


BARS = {"digits": (LENET_BAR, 0.945), "shifted": (SHIFTED_BAR, 0.967)}  # bar, reference's mean


@scenario(
    "train_lenet_digits",
    weight=2,
    given=given_data,
    check=check_accuracy,
    cases={"LeNet-5": dict(data="digits")},
    slow=True,
    float64=False,
    timeout=40.0,
)
def test_train_lenet_digits_digits(m, draw, shown, data):
    del data
    return train_twice(m, draw, shown, lambda: m.LeNet5(size=8))


@scenario(
    "train_lenet_digits",
    weight=4,
    given=given_data,
    check=check_accuracy,
    cases={"DigitNet": dict(data="shifted")},
    slow=True,
    float64=False,
    timeout=60.0,
)
def test_train_lenet_digits_shifted_digits(m, draw, shown, data):
    del data
    return train_twice(m, draw, shown, lambda: m.DigitNet(12))
