"""Dogs vs. Cats with 32 labelled pictures, by way of six other creatures.

Run this file to train everything, and to see ``figures/ch12_animals.png`` and
``figures/ch12_augmentations.png``::

    python -m exercises.ch12_vision_projects.project

It takes drawn animals. With the environment variable ``WORKBOOK_ANIMALS`` it takes real ones:
``real`` for the archive that ``make data NAME=dogs_vs_cats`` brings, or the path of a folder with
one folder of pictures for each class, such as ``PetImages`` with ``Cat`` and ``Dog``.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .augment import draw_augmentations, hflip
from .datasets import FolderDataset, stratified_split
from .evaluation import grad_cam
from .freezing import freeze, param_groups
from .resize import center_crop, resize_bilinear

WIDTHS = (16, 32, 64)
CAT, DOG = 0, 1


class Backbone(nn.Module):
    """Three halvings and one more convolution: (B, 3, 32, 32) to features (B, 64); given to you.

    The largest value of every map is taken, wherever it is: an ear counts, and not how many.
    """

    num_features = WIDTHS[-1]

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for before, after, stride in zip((3, *WIDTHS), (*WIDTHS, 64), (2, 2, 2, 1), strict=True):
            layers += [
                nn.Conv2d(before, after, 3, stride, padding=1, bias=False),
                nn.BatchNorm2d(after),
                nn.ReLU(),
            ]
        self.layers = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        """Map images in [0, 1] to features."""
        return self.layers(x - 0.5).amax((2, 3))


class Classifier(nn.Module):
    """A backbone and a linear head; given to you."""

    def __init__(self, backbone: nn.Module, num_classes: int) -> None:
        super().__init__()
        self.backbone = backbone
        self.head = nn.Linear(backbone.num_features, num_classes)

    def forward(self, x: Tensor) -> Tensor:
        """Map images to logits."""
        return self.head(self.backbone(x))


def pretraining_set(
    images: Tensor, labels: Tensor, names: Sequence[str], held_out: Sequence[str] = ("cat", "dog")
) -> tuple[Tensor, Tensor, list[str]]:
    """Take the classes of the later task out of a data set for pre-training.

    Pictures of ``held_out`` classes are left out. If cats and dogs were learnt from here, the
    question whether other animals help would be answered before it is asked. The classes that are
    left keep their order and are numbered anew, 0, 1, 2, … without gaps. A held-out name that is
    not in ``names`` changes nothing.

    Args:
        images: (N, ...).
        labels: (N,) int64, numbers into ``names``.
        names: the K classes.
        held_out: names of classes.

    Returns:
        ``(images, labels, names)`` of what is left, in the order it had; new tensors and a list.

    """
    ### BEGIN SOLUTION
    kept = [k for k, name in enumerate(names) if name not in held_out]
    rows = torch.isin(labels, labels.new_tensor(kept))
    numbers = labels.new_zeros(len(names))
    numbers[kept] = torch.arange(len(kept), device=labels.device)
    return images[rows], numbers[labels[rows]], [names[k] for k in kept]
    ### END SOLUTION


def predict(
    model: nn.Module,
    images: Tensor | Sequence[Any],
    loader: Callable[[Any], Tensor] | None = None,
    batch_size: int = 64,
) -> Tensor:
    """Return the probability that each picture shows a dog.

    That is entry 1 of the softmax of the model's logits. The model runs in evaluation mode and
    without gradients, ``batch_size`` pictures at a time, and is then put back into the mode it came
    in. **Nothing is augmented**: two calls give the same.

    Args:
        model: maps (B, 3, H, W) to logits (B, 2).
        images: (N, 3, H, W); or, with a ``loader``, a sequence of N paths, of which only one
            batch may be in memory at a time. N >= 1.
        loader: turns a path into an image (3, H, W).
        batch_size: how many at a time.

    Returns:
        (N,) probabilities.

    """
    ### BEGIN SOLUTION
    training = model.training
    model.eval()
    probs = []
    with torch.no_grad():
        for start in range(0, len(images), batch_size):
            part = images[start : start + batch_size]
            if loader is not None:
                part = torch.stack([loader(path) for path in part])
            probs.append(model(part).softmax(1)[:, 1])
    model.train(training)
    return torch.cat(probs)
    ### END SOLUTION


def log_loss(probs: Tensor, y: Tensor, eps: float = 0.005) -> Tensor:
    """Return the competition's loss: the mean of -log(probability of what is true).

    Probabilities of a dog are **clipped to [eps, 1 - eps]** first: without that, one picture with
    probability 1 and the wrong label makes the loss infinite.

        loss = - mean of y · log(p) + (1 - y) · log(1 - p)

    Args:
        probs: (N,) probabilities of class 1.
        y: (N,) int64, 0 or 1.
        eps: the least probability.

    Returns:
        0-dimensional, float64; calculate in float64.

    """
    ### BEGIN SOLUTION
    p = probs.double().clamp(eps, 1 - eps)
    return -torch.where(y == 1, p, 1 - p).log().mean()
    ### END SOLUTION


def submission_csv(ids: Sequence[int], probs: Tensor) -> str:
    r"""Write predictions as the competition wants them.

    The first line is ``id,label``. Then comes a line for each picture, **by rising id**: the id, a
    comma, the probability of a dog, clipped to [0.005, 0.995], with six decimals. Every line, the
    last one too, ends with a newline; there are no spaces.

    Example: ids [10, 2] and probabilities [0.25, 1.0] give
    ``"id,label\n2,0.995000\n10,0.250000\n"``.

    Args:
        ids: N different ints.
        probs: (N,).

    Returns:
        The text.

    Raises:
        ValueError: if their numbers differ, or a probability is NaN.

    """
    ### BEGIN SOLUTION
    if len(ids) != len(probs) or probs.isnan().any():
        message = f"{len(ids)} ids need as many probabilities, none of them NaN"
        raise ValueError(message)
    clipped = probs.double().clamp(0.005, 0.995).tolist()
    lines = [f"{name},{p:.6f}\n" for name, p in sorted(zip(ids, clipped, strict=True))]
    return "id,label\n" + "".join(lines)
    ### END SOLUTION


def pretrain_backbone(images: Tensor, labels: Tensor, seed: int, epochs: int = 6) -> nn.Module:
    """Train a backbone on a task with many pictures.

    Call ``torch.manual_seed(seed)``, make a ``Classifier`` with a fresh ``Backbone`` and as many
    classes as there are labels, train it with cross entropy for ``epochs`` shuffled passes, and
    return its **backbone, in evaluation mode**. Optimiser, learning rate, batch size and
    augmentation are yours. What does well: AdamW with a learning rate that rises to 1e-2 and falls
    (``OneCycleLR``, a step for every batch), batches of 32, half of the pictures mirrored.

    1200 pictures take a second or two, and may take fifteen.

    Args:
        images: (N, 3, 32, 32) float32 in [0, 1].
        labels: (N,) int64, 0 … K - 1.
        seed: fixes everything that is random.
        epochs: passes over the pictures.

    Returns:
        A module from (B, 3, 32, 32) to features (B, 64), with the attribute ``num_features``.

    """
    ### BEGIN SOLUTION
    torch.manual_seed(seed)
    model = Classifier(Backbone(), int(labels.max()) + 1).to(images.device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2)
    _fit(model, optimizer, images, labels, epochs, 32)
    return model.backbone.eval()
    ### END SOLUTION


### BEGIN SOLUTION
def _fit(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    images: Tensor,
    labels: Tensor,
    epochs: int,
    batch_size: int,
) -> None:
    """Train with mirrored pictures and a learning rate that rises and falls."""
    scheduler = torch.optim.lr_scheduler.OneCycleLR(
        optimizer,
        max_lr=[group["lr"] for group in optimizer.param_groups],
        total_steps=epochs * -(-len(images) // batch_size),
    )
    model.train()
    for _ in range(epochs):
        for rows in torch.randperm(len(images), device=images.device).split(batch_size):
            mirrored = torch.rand(len(rows), 1, 1, 1, device=images.device) < 0.5
            batch = torch.where(mirrored, hflip(images[rows])[0], images[rows])
            loss = F.cross_entropy(model(batch), labels[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            scheduler.step()
    model.eval()


### END SOLUTION


def linear_probe(backbone: nn.Module, images: Tensor, labels: Tensor, seed: int) -> nn.Module:
    """Learn a new head on features that stay as they are.

    Call ``torch.manual_seed(seed)``; then train only the head of ``Classifier(backbone, K)``. The
    backbone is used, not copied, and **nothing about it may change**: neither weights nor running
    statistics. So features can be calculated once, in evaluation mode and without gradients, and a
    linear classifier be trained on them. What does well: AdamW on the head alone, all features at
    once, 150 steps at a learning rate of 1e-2.

    Args:
        backbone: from images to features (B, num_features).
        images: (N, 3, 32, 32) float32; N may be as small as 16.
        labels: (N,) int64, 0 … K - 1.
        seed: fixes everything that is random.

    Returns:
        The classifier, in evaluation mode.

    """
    ### BEGIN SOLUTION
    torch.manual_seed(seed)
    model = Classifier(backbone, int(labels.max()) + 1).to(images.device).eval()
    with torch.no_grad():
        features = torch.cat([backbone(images), backbone(hflip(images)[0])])
    optimizer = torch.optim.AdamW(model.head.parameters(), lr=1e-2)
    for _ in range(150):
        loss = F.cross_entropy(model.head(features), labels.repeat(2))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model
    ### END SOLUTION


def finetune(
    backbone: nn.Module, images: Tensor, labels: Tensor, seed: int, epochs: int = 15
) -> nn.Module:
    """Train a new head, and go on training the backbone a little.

    Call ``torch.manual_seed(seed)``; then train a ``Classifier`` around a **copy** of the backbone
    (``copy.deepcopy``), so that the given one is left unchanged. What does well: ``param_groups``
    with 5e-4 for the backbone and 1e-2 for the head, AdamW, ``OneCycleLR``, batches of 8, half of
    the pictures mirrored, and BatchNorms held as ``freeze`` holds them, with the weights then
    allowed to learn again: 8 pictures are too few for statistics.

    Args:
        backbone: from images to features (B, num_features).
        images: (N, 3, 32, 32) float32; N may be as small as 16.
        labels: (N,) int64, 0 … K - 1.
        seed: fixes everything that is random.
        epochs: passes over the pictures.

    Returns:
        The classifier, in evaluation mode.

    """
    ### BEGIN SOLUTION
    torch.manual_seed(seed)
    own = freeze(copy.deepcopy(backbone)).requires_grad_()
    model = Classifier(own, int(labels.max()) + 1).to(images.device)
    optimizer = torch.optim.AdamW(param_groups(model, "head", 5e-4, 1e-2, 1e-2))
    _fit(model, optimizer, images, labels, epochs, 8)
    return model
    ### END SOLUTION


# ── given to you: data, a figure, and a run of it all ────────────────────────────────────────────


def load_animals(
    split: str, n: int | None = None, seed: int = 0, source: str | None = None
) -> tuple[Tensor, Tensor]:
    """Return cats (0) and dogs (1) of 32 x 32 pixels; given to you.

    Args:
        split: ``train``, ``validation`` or ``test``.
        n: how many; all there are (drawn ones: 200) if unsaid.
        seed: which ones.
        source: ``drawn``, ``real``, or the path of a folder with a folder for each class; the
            environment variable ``WORKBOOK_ANIMALS`` if unsaid, and drawn ones without that.

    Returns:
        ``(images, labels)``: (n, 3, 32, 32) float32 in [0, 1], and (n,) int64.

    """
    source = source or os.environ.get("WORKBOOK_ANIMALS") or "drawn"
    if source == "drawn":
        from workbook.data.animals import cats_dogs

        return cats_dogs(split, 200 if n is None else n, seed)
    if source != "real":
        return _from_folder(Path(source), split, n, seed)
    from workbook.data import dogs_vs_cats

    images, labels = dogs_vs_cats(split, size=32)
    rows = torch.randperm(len(labels), generator=torch.Generator().manual_seed(seed))[:n]
    images = images[rows].float() / (255 if images.dtype == torch.uint8 else 1)
    return images, labels[rows]


def _from_folder(root: Path, split: str, n: int | None, seed: int) -> tuple[Tensor, Tensor]:
    from matplotlib.image import pil_to_array  # only those who have a folder need them
    from PIL import Image

    def load(path: Path) -> Any:
        with Image.open(path) as picture:
            return pil_to_array(picture.convert("RGB"))

    def square(image: Tensor) -> Tensor:
        side = min(image.shape[1:])
        return resize_bilinear(center_crop(image, (side, side)), (32, 32), antialias=True)

    animals = FolderDataset(root, load, square)
    labels = torch.tensor([label for _, label in animals.samples])
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(seed))
    parts = stratified_split(labels, (0.8, 0.1, 0.1), order)
    rows = parts[("train", "validation", "test").index(split)]
    rows = rows[torch.randperm(len(rows), generator=torch.Generator().manual_seed(seed))][:n]
    return torch.stack([animals[int(i)][0] for i in rows]), labels[rows]


def draw_animals(
    model: nn.Module,
    images: Tensor,
    labels: Tensor,
    path: str | Path = "figures/ch12_animals.png",
) -> Path:
    """Draw pictures, what the model says, and where it looks (Grad-CAM); given to you.

    Args:
        model: a ``Classifier`` with a ``Backbone``, in evaluation mode.
        images: (n, 3, 32, 32); one column of the figure for each.
        labels: (n,), 0 for a cat and 1 for a dog.
        path: where the figure goes; its folder is made if missing.

    Returns:
        The path.

    """
    from matplotlib.figure import Figure  # only those who draw need it

    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    probs = predict(model, images)
    figure = Figure(figsize=(1.4 * len(images), 3.2), layout="constrained")
    panels = figure.subplots(2, len(images), squeeze=False)
    for column, (image, p, label) in enumerate(zip(images, probs, labels, strict=True)):
        said = int(p > 0.5)
        where = grad_cam(model, model.backbone.layers[5], image[None], said)[0]
        above, below = panels[:, column]
        for axes in (above, below):
            axes.imshow(image.permute(1, 2, 0).cpu())
            axes.set_axis_off()
        colour = "black" if said == int(label) else "red"
        above.set_title(f"dog {float(p):.2f}", fontsize=8, color=colour)
        wide, tall = image.shape[2] - 0.5, image.shape[1] - 0.5
        below.imshow(
            where.cpu(), alpha=0.6, extent=(-0.5, wide, tall, -0.5), interpolation="bilinear"
        )
    figure.savefig(path, dpi=120)
    return path


def main() -> None:
    """Pre-train, then compare three ways to learn cats and dogs from 32 pictures."""
    from workbook.data.animals import CREATURES, creatures

    backbone = pretrain_backbone(*creatures("train", 1200), seed=0)
    images, labels = load_animals("train", 32)
    unseen, truth = load_animals("test", 400)
    models = {
        "from scratch": finetune(Backbone(), images, labels, seed=0, epochs=40),
        "linear probe": linear_probe(backbone, images, labels, seed=0),
        "fine-tuned": finetune(backbone, images, labels, seed=0),
    }
    print(f"pre-trained on {', '.join(CREATURES)}; cats and dogs:")  # noqa: T201
    for name, model in models.items():
        probs = predict(model, unseen)
        right = ((probs > 0.5) == truth).double().mean()
        print(f"  {name:13} accuracy {right:.3f}, log loss {log_loss(probs, truth):.3f}")  # noqa: T201
    print(f"drew {draw_animals(models['fine-tuned'], unseen[:10], truth[:10])}")  # noqa: T201
    print(f"drew {draw_augmentations()}")  # noqa: T201


if __name__ == "__main__":
    main()
