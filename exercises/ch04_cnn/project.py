"""Project: train convolutional networks on digits, and on digits that may stand anywhere."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

History = dict[str, list[float]]


class DigitNet(nn.Module):
    """A small convolutional network of your own design.

    What is fixed, for images (B, 1, size, size) with ``size`` a multiple of 4:

    - ``features(x)`` is the convolutional part: (B, 1, H, W) → (B, channels, H / 4, W / 4), with a
      **total stride of 4** (two poolings or strided convolutions). It works for every H and W that
      are multiples of 4, and an image moved by 4 pixels gives maps moved by 1.
    - ``forward(x)`` returns raw scores (logits), (B, num_classes): no softmax, the loss has one.
    - Every image is judged on its own in evaluation mode, whatever else is in the batch.
    - At most 200 000 parameters for ``size=12``.

    Batch normalisation helps a lot here. On *shifted digits* it should read 96 % after the training
    of ``train_cnn``; see the lesson for the bar.
    """

    def __init__(self, size: int = 12, num_classes: int = 10) -> None:
        """Make the layers."""
        raise NotImplementedError("TODO: DigitNet.__init__")

    def features(self, x: Tensor) -> Tensor:
        """Return the last feature maps: (B, 1, H, W) → (B, channels, H / 4, W / 4)."""
        raise NotImplementedError("TODO: DigitNet.features")

    def forward(self, x: Tensor) -> Tensor:
        """Return the logits, (B, num_classes)."""
        raise NotImplementedError("TODO: DigitNet.forward")


def predict(model: nn.Module, x: Tensor) -> Tensor:
    """Return the most likely class of every image.

    The model is put into evaluation mode for it (batch normalisation and dropout must not see the
    batch), no gradients are recorded, and afterwards the model is in the mode in which it came:
    training again if it was training.

    Args:
        model: maps (N, C, H, W) to logits (N, K).
        x: (N, C, H, W).

    Returns:
        (N,) int64 labels.

    """
    raise NotImplementedError("TODO: predict")


def train_cnn(
    x_train: Tensor,
    y_train: Tensor,
    x_val: Tensor,
    y_val: Tensor,
    make_model: Callable[[], nn.Module],
    seed: int,
    epochs: int = 15,
) -> tuple[nn.Module, History]:
    """Train a classifier with mini-batches and keep a record of it.

    1. Call ``torch.manual_seed(seed)``, then ``make_model()``: the same seed must give the same
       model, and the same training (the shuffling hangs on the seed, too).
    2. Train for ``epochs`` passes over the training images, shuffled anew in each pass, with the
       cross entropy of the logits. Optimiser, learning rate, schedule and batch size are yours;
       Adam or AdamW with 3e-3, batches of 50 and a schedule that ends near 0 do well.
    3. After every epoch note the mean training loss of the epoch and the validation accuracy (in
       evaluation mode: use ``predict``).
    4. Return the model in evaluation mode, and the history
       ``{"train_loss": [one float per epoch], "val_accuracy": [one float per epoch]}``; the last
       accuracy is that of the model you return.

    Two models are trained by it: ``LeNet5(size=8)`` on 8 x 8 digits and your ``DigitNet`` on digits
    at random places of a 12 x 12 canvas. One run should take about a second, and may take eight.

    Args:
        x_train: (N, C, H, W) images with values in [0, 1] or so.
        y_train: (N,) int64 labels.
        x_val: validation images.
        y_val: validation labels.
        make_model: makes a new model.
        seed: fixes everything that is random.
        epochs: passes over the training images.

    Returns:
        ``(model, history)``.

    """
    raise NotImplementedError("TODO: train_cnn")


def draw_figures(
    history: History, x: Tensor, y: Tensor, labels: Tensor, folder: str | Path = "figures"
) -> list[Path]:
    """Draw the curves of a training run and the digits it got wrong; given to you.

    Args:
        history: what ``train_cnn`` returned.
        x: (N, 1, H, W) images that were classified.
        y: (N,) their true labels.
        labels: (N,) what ``predict`` said.
        folder: where the two pictures go; made if missing.

    Returns:
        The paths of ``ch04_curves.png`` and ``ch04_mistakes.png``.

    """
    from matplotlib.figure import Figure  # only those who draw need it

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    epochs = range(1, len(history["train_loss"]) + 1)

    curves = Figure(figsize=(8, 3), layout="constrained")
    left, right = curves.subplots(1, 2)
    left.plot(epochs, history["train_loss"], marker="o")
    left.set(xlabel="epoch", ylabel="training loss", yscale="log")
    right.plot(epochs, history["val_accuracy"], marker="o", color="tab:green")
    right.set(xlabel="epoch", ylabel="validation accuracy", ylim=(None, 1.0))

    wrong = (labels != y).nonzero().flatten()[:20].tolist()
    mistakes = Figure(figsize=(8, 6.5), layout="constrained")
    mistakes.suptitle(f"{int((labels != y).sum())} of {len(y)} wrong")
    for axes, index in zip(mistakes.subplots(4, 5).flat, [*wrong, *[None] * 20], strict=False):
        axes.set_axis_off()
        if index is not None:
            axes.imshow(x[index, 0].cpu(), cmap="gray_r")
            axes.set_title(f"{int(y[index])}, read as {int(labels[index])}", fontsize=9)

    paths = [folder / "ch04_curves.png", folder / "ch04_mistakes.png"]
    curves.savefig(paths[0], dpi=120)
    mistakes.savefig(paths[1], dpi=120)
    return paths
