"""Project: a network that is much too large for its data, and how to tame it.

``draw_report`` and ``main`` are given. When your functions work, run this for a figure, in the
directory that holds ``exercises``::

    python -m exercises.ch02_training.project
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .regularisation import Dropout, EarlyStopping, weight_penalty

Predict = Callable[[Tensor], Tensor]
Rows = tuple[Tensor, Tensor]
Config = dict[str, Any]

UNTAMED: Config = {
    "dropout": 0.0,
    "weight_decay": 0.0,
    "noise": 0.0,
    "patience": None,
    "epochs": 100,
}


def fit_regularised(
    x_train: Tensor, y_train: Tensor, x_val: Tensor, y_val: Tensor, config: Config, seed: int = 0
) -> tuple[Predict, dict[str, Any]]:
    """Train one large network with the regularisation that ``config`` asks for.

    The network: linear to 256 hidden units, ReLU, dropout, linear to the K classes. With the
    configuration ``UNTAMED`` it must be able to learn a hundred rows by heart. The loss is the
    mean cross-entropy of the logits. Advice: Adam with a learning rate of 3e-3 and all rows in one
    batch (they are few); there is no need to standardise.

    ``config`` always has these five entries, each 0 or None where it is switched off:

    - ``"dropout"``: the probability of dropping a hidden unit;
    - ``"weight_decay"``: ``l2`` of ``weight_penalty``, added to the loss;
    - ``"noise"``: in every step, Gaussian noise of this deviation is added to the *training*
      inputs, drawn anew;
    - ``"patience"``: stop early, by the validation loss after each epoch, and return the network
      of the **best** epoch; None: run all epochs and return the last;
    - ``"epochs"``: the most epochs to run.

    The validation loss is that of the network as it will be used: no dropout, no noise, no penalty.

    Args:
        x_train: (N, D).
        y_train: (N,) int64 labels; every class occurs.
        x_val: (M, D).
        y_val: (M,).
        config: see above; it stays as it is.
        seed: of everything random, the initial weights too. The same seed gives the same result.

    Returns:
        ``predict``, a function from rows (B, D) to logits (B, K), without a graph and without
        anything random; and a report:

        - ``"train_accuracy"``, ``"val_accuracy"``, ``"val_loss"``: of the very network that
          ``predict`` uses, on all rows, three floats;
        - ``"history"``: ``{"train_loss": […], "val_loss": […]}``, a float for every epoch that was
          run. (``train_loss`` as it came up in training, with or without the penalty.)

    """
    ### BEGIN SOLUTION
    torch.manual_seed(seed)
    classes = int(y_train.max()) + 1
    model = nn.Sequential(
        nn.Linear(x_train.shape[1], 256),
        nn.ReLU(),
        Dropout(config["dropout"]),
        nn.Linear(256, classes),
    ).to(x_train.device)
    optimiser = torch.optim.Adam(model.parameters(), lr=3e-3)
    stopping = EarlyStopping(config["patience"] or config["epochs"] + 1)

    def predict(x: Tensor) -> Tensor:
        model.eval()
        with torch.no_grad():
            return model(x)

    history: dict[str, list[float]] = {"train_loss": [], "val_loss": []}
    for _ in range(config["epochs"]):
        model.train()
        noisy = x_train + config["noise"] * torch.randn(x_train.shape).to(x_train)
        loss = F.cross_entropy(model(noisy), y_train)
        penalty = weight_penalty(model.named_parameters(), l2=config["weight_decay"])
        optimiser.zero_grad()
        (loss + penalty).backward()
        optimiser.step()
        val_loss = F.cross_entropy(predict(x_val), y_val).item()
        history["train_loss"].append(loss.item())
        history["val_loss"].append(val_loss)
        if stopping.step(val_loss, model):
            break
    if config["patience"] is not None:
        stopping.restore(model)

    val_logits = predict(x_val)
    report = {
        "train_accuracy": (predict(x_train).argmax(1) == y_train).double().mean().item(),
        "val_accuracy": (val_logits.argmax(1) == y_val).double().mean().item(),
        "val_loss": F.cross_entropy(val_logits, y_val).item(),
        "history": history,
    }
    return predict, report
    ### END SOLUTION


def search(
    train: Rows, validation: Rows, test: Rows, configs: Sequence[Config], seed: int = 0
) -> tuple[Predict, dict[str, Any]]:
    """Try every configuration, choose one by its validation loss, and test that one.

    Every configuration is trained **from new weights** by ``fit_regularised`` with the same
    ``seed``, so that they differ in nothing else, and the order of ``configs`` does not matter.
    The test rows serve one purpose: after the choice, to say how good the chosen network is.

    Args:
        train: a pair (x, y).
        validation: a pair (x, y); it chooses (and stops, where a configuration asks for that).
        test: a pair (x, y); it must not influence the choice.
        configs: what to try.
        seed: given to every training.

    Returns:
        ``predict`` of the chosen network, and a report: ``"best"``, the index of the configuration
        with the lowest ``"val_loss"`` (the first of equals); ``"val_loss"``, one float for each
        configuration; ``"test_loss"``, the mean cross-entropy of the chosen network on the test
        rows.

    """
    ### BEGIN SOLUTION
    trained = [fit_regularised(*train, *validation, config, seed) for config in configs]
    val_loss = [report["val_loss"] for _, report in trained]
    best = val_loss.index(min(val_loss))
    predict = trained[best][0]
    test_loss = F.cross_entropy(predict(test[0]), test[1]).item()
    return predict, {"best": best, "val_loss": val_loss, "test_loss": test_loss}
    ### END SOLUTION


def calibration_curve(probs: Tensor, y: Tensor, bins: int = 10) -> tuple[Tensor, Tensor, Tensor]:
    """Compare how sure a classifier is with how often it is right.

    A row's *confidence* is its largest probability, and it is right if that is the probability of
    its label. Cut (0, 1] into ``bins`` equal intervals; bin b holds the rows with

        b / bins  <  confidence  ≤  (b + 1) / bins

    Of a calibrated classifier 80 % of the rows with confidence 0.8 are right; an overfitted one is
    far too sure.

    Args:
        probs: (N, K), rows of probabilities; no two in a row are equally large.
        y: (N,) int64 labels.
        bins: how many intervals.

    Returns:
        Three tensors of shape (bins,): the mean confidence of the rows in each bin, the share of
        them that is right (both in the dtype of ``probs``, NaN for an empty bin), and how many
        they are (int64).

    """
    ### BEGIN SOLUTION
    confidence, predicted = probs.max(1)
    right = (predicted == y).to(probs.dtype)
    place = (confidence * bins).ceil().long() - 1
    count = torch.bincount(place, minlength=bins)
    mean_confidence = torch.bincount(place, confidence, bins).to(probs.dtype) / count
    accuracy = torch.bincount(place, right, bins).to(probs.dtype) / count
    return mean_confidence, accuracy, count
    ### END SOLUTION


def draw_report(
    runs: dict[str, tuple[dict[str, Any], Tensor]],
    y: Tensor,
    path: str | Path = "figures/ch02_overfitting.png",
) -> Path:
    """Draw loss curves and calibration of several runs; given to you.

    Args:
        runs: by name, the report of ``fit_regularised`` and the logits of the held-out rows.
        y: the labels of the held-out rows.
        path: where the picture goes; its directory is made if missing.

    Returns:
        The path of the picture.

    """
    from matplotlib.figure import Figure  # only those who draw need it

    figure = Figure(figsize=(11, 3.6), layout="constrained")
    curves, calibration = figure.subplots(1, 2)
    for n, (name, (report, logits)) in enumerate(runs.items()):
        history, colour = report["history"], f"C{n}"
        curves.plot(history["train_loss"], color=colour, linestyle=":")
        curves.plot(history["val_loss"], color=colour, label=name)
        confidence, accuracy, _ = calibration_curve(logits.softmax(1), y)
        calibration.plot(confidence, accuracy, "o-", color=colour, label=name)
    curves.set(xlabel="epoch", title="loss: training (dotted), validation", yscale="log")
    curves.legend()
    calibration.plot([0, 1], [0, 1], color="grey", linewidth=0.8)
    calibration.set(xlabel="confidence", ylabel="share that is right", title="calibration")
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)
    return path


def main() -> None:
    """Train on a hundred digits, 15 of them mislabelled, with and without regularisation."""
    from workbook.data import digits

    x, y = digits("train", flat=True)
    labels = y[:100].clone()
    labels[::7] = (labels[::7] + 1) % 10
    rows = x[:100], labels
    validation, test = digits("validation", flat=True), digits("test", flat=True)
    tamed = {**UNTAMED, "dropout": 0.5, "noise": 0.3, "patience": 20}
    runs = {}
    for name, config in (("untamed", UNTAMED), ("tamed", tamed)):
        predict, report = fit_regularised(*rows, *validation, config)
        logits = predict(test[0])
        runs[name] = report, logits
        print(f"{name}: test loss {F.cross_entropy(logits, test[1]):.3f}")  # noqa: T201
    print(f"drew {draw_report(runs, test[1])}")  # noqa: T201


if __name__ == "__main__":
    main()
