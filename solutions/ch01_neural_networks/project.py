"""Project: a classifier for real tables and images, trained, validated and drawn.

``draw_report`` is given. When your training works, run this for a figure of it::

    from workbook.data import digits
    x, y = digits("train", flat=True)
    x_val, y_val = digits("validation", flat=True)
    predict, report = train_mlp_classifier(x, y, x_val, y_val)
    draw_report(report, y_val, predict(x_val))
"""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import torch
from torch import Tensor, nn

Predict = Callable[[Tensor], Tensor]


def standardise(train: Tensor, *others: Tensor) -> tuple[Tensor, ...]:
    """Shift and scale every feature to mean 0 and standard deviation 1 on the training rows.

    For each column ``d`` of ``train``, with its mean ``μ_d`` and its standard deviation ``σ_d``
    (the square root of the mean squared deviation: divide by ``N``, not by ``N − 1``):

        (x[n, d] − μ_d) / σ_d

    The same ``μ`` and ``σ``, those of ``train`` alone, are used for every tensor in ``others``
    (validation and test rows must not influence anything that is learned). A column that is
    constant in ``train`` (``σ_d = 0``) is only shifted, not divided.

    Args:
        train: the training rows, ``(N, D)``.
        others: any number of other tables ``(…, D)``, also none.

    Returns:
        The standardised ``train`` and ``others``, in that order; the inputs stay as they were.

    """
    ### BEGIN SOLUTION
    mean = train.mean(0)
    std = train.std(0, correction=0)
    std = std.where(std > 0, 1.0)
    return tuple((table - mean) / std for table in (train, *others))
    ### END SOLUTION


def train_mlp_classifier(
    x_train: Tensor,
    y_train: Tensor,
    x_val: Tensor,
    y_val: Tensor,
    hidden: tuple[int, ...] = (64,),
    seed: int = 0,
) -> tuple[Predict, dict[str, list[float]]]:
    """Train a multilayer perceptron to classify the rows of a table.

    Everything else is yours to choose: your own layers of ``mlp.py`` or ``torch.nn``, the
    activation, the optimiser, the number of epochs. Advice that is enough for full marks:
    ``standardise`` the inputs; ReLU; Adam with a learning rate of 3e-3, or gradient descent with
    momentum; mini-batches of about 32 in a new order each epoch; 40 to 60 epochs; a little weight
    decay; in the end keep the parameters of the epoch with the best validation accuracy. Train on
    logits with a cross-entropy that expects logits.

    - The validation rows may choose *which* epoch to keep. They may not enter the statistics of the
      inputs, nor the gradients.
    - The same ``seed`` gives the same result. Two ways of drawing from it are equally good.
    - ``predict`` gives each row the same answer whichever rows stand beside it, and expects raw
      rows, as they are in ``x_train``.
    - It should take a few seconds at most for 1,200 rows.

    scikit-learn's estimators are forbidden.

    Args:
        x_train: raw training rows, ``(N, D)``; the columns may have very different scales.
        y_train: int64 labels ``0 … K−1``, ``(N,)``; every class occurs.
        x_val: raw validation rows, ``(M, D)``.
        y_val: their labels, ``(M,)``.
        hidden: the widths of the hidden layers; ``()`` is softmax regression.
        seed: of everything random.

    Returns:
        ``predict``, a function from raw rows ``(B, D)`` to logits ``(B, K)`` without a graph (not
        probabilities), and ``report``, a dict of two lists with one float per epoch:
        ``"train_loss"``, the mean cross-entropy of the epoch, in nats, and ``"val_accuracy"``, a
        share in ``[0, 1]``.

    """
    ### BEGIN SOLUTION
    torch.manual_seed(seed)
    sizes = [x_train.shape[1], *hidden, int(y_train.max()) + 1]
    layers = [layer for pair in pairwise(sizes) for layer in (nn.Linear(*pair), nn.ReLU())]
    model = nn.Sequential(*layers[:-1]).to(x_train.device, x_train.dtype)
    optimiser = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=1e-2)
    inputs, val_inputs = standardise(x_train, x_val)
    report: dict[str, list[float]] = {"train_loss": [], "val_accuracy": []}
    best = {}
    for _ in range(50):
        total = 0.0
        for batch in torch.randperm(len(inputs)).to(inputs.device).split(32):
            loss = nn.functional.cross_entropy(model(inputs[batch]), y_train[batch])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item() * len(batch)
        accuracy = (model(val_inputs).argmax(1) == y_val).double().mean().item()
        if accuracy >= max(report["val_accuracy"], default=0.0):
            best = {name: tensor.clone() for name, tensor in model.state_dict().items()}
        report["train_loss"].append(total / len(inputs))
        report["val_accuracy"].append(accuracy)
    model.load_state_dict(best)

    def predict(x: Tensor) -> Tensor:
        with torch.no_grad():
            return model(standardise(x_train, x)[1])

    return predict, report
    ### END SOLUTION


def draw_report(
    report: dict[str, list[float]],
    target: Tensor,
    logits: Tensor,
    path: str | Path = "figures/ch01_training.png",
) -> Path:
    """Draw the loss, the validation accuracy and the table of confusions; return the file's path.

    Needs matplotlib, which nothing else here does.
    """
    from matplotlib.figure import Figure

    target, predicted = target.cpu(), logits.argmax(1).cpu()
    classes = logits.shape[1]
    confusion = torch.bincount(target * classes + predicted, minlength=classes**2)
    confusion = confusion.reshape(classes, classes)  # row: true class, column: predicted class

    figure = Figure(figsize=(12, 3.6), layout="constrained")
    loss, accuracy, table = figure.subplots(1, 3)
    epochs = range(1, len(report["train_loss"]) + 1)
    loss.plot(epochs, report["train_loss"])
    loss.set(xlabel="epoch", title="training cross-entropy (nats)", yscale="log")
    accuracy.plot(epochs, report["val_accuracy"], color="tab:green")
    accuracy.set(xlabel="epoch", title="validation accuracy")
    table.imshow(confusion.sqrt(), cmap="Blues")
    for row in range(classes):
        for column in range(classes):
            if count := int(confusion[row, column]):
                ink = "white" if count > confusion.max() / 2 else "black"
                table.text(column, row, count, ha="center", va="center", color=ink, fontsize=7)
    table.set(xlabel="predicted class", ylabel="true class", title="confusion")
    table.set(xticks=range(classes), yticks=range(classes))
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)
    return path
