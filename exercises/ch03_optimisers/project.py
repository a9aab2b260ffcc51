"""Project: a race of optimisers, and large batches from small ones.

``make_model``, the two tables and the drawings are given. When your training works, let all
optimisers race on handwritten digits, and see ``figures/ch03_race.png``::

    PYTHONPATH=exercises python -m ch03_optimisers.project
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from .descent import minibatch_indices
from .optimisers import SGD, Adadelta, Adagrad, Adam, AdamW, Optimizer, Params, RMSprop
from .schedules import LRScheduler, cosine_warmup_lr, one_cycle_lr, step_lr

History = dict[str, list[float]]

# name → (a learning rate that works for the tasks here, how to make the optimiser); each class is
# looked up when it is called, so that it can be exchanged
OPTIMISERS: dict[str, tuple[float, Callable[[Params, float], Optimizer]]] = {
    "sgd": (0.5, lambda params, lr: SGD(params, lr=lr)),
    "momentum": (0.1, lambda params, lr: SGD(params, lr, momentum=0.9)),
    "nesterov": (0.1, lambda params, lr: SGD(params, lr, momentum=0.9, nesterov=True)),
    "adagrad": (0.1, lambda params, lr: Adagrad(params, lr=lr)),
    "rmsprop": (0.01, lambda params, lr: RMSprop(params, lr=lr)),
    "adadelta": (5.0, lambda params, lr: Adadelta(params, lr=lr)),
    "adam": (0.02, lambda params, lr: Adam(params, lr=lr)),
    "adamw": (0.02, lambda params, lr: AdamW(params, lr=lr)),
}

# name → a function of the number of steps that returns the factor at each step
SCHEDULES: dict[str, Callable[[int], Callable[[int], float]]] = {
    "constant": lambda _: lambda _: 1.0,
    "step": lambda total: lambda step: step_lr(step, 1.0, max(1, total // 3)),
    "cosine": lambda total: lambda step: cosine_warmup_lr(step, total, total // 10, 1.0),
    "one cycle": lambda total: lambda step: one_cycle_lr(step, total, 1.0),
}


def make_model(features: int, classes: int, seed: int) -> nn.Module:
    """Return a perceptron with one hidden layer; the same seed gives the same weights."""
    gen = torch.Generator().manual_seed(seed)
    model = nn.Sequential(nn.Linear(features, 64), nn.ReLU(), nn.Linear(64, classes))
    with torch.no_grad():
        for layer in (model[0], model[2]):
            size = math.sqrt(2 / layer.in_features)
            noise = torch.randn(layer.weight.shape, generator=gen, dtype=torch.float32)
            layer.weight.copy_(size * noise)
            layer.bias.zero_()
    return model


def accumulate_step(
    model: nn.Module,
    loss_fn: Callable[[Tensor, Tensor], Tensor],
    batches: Sequence[tuple[Tensor, Tensor]],
    opt: Optimizer,
) -> float:
    """Make *one* optimiser step with the gradient of several micro-batches together.

    For batches too large for the memory: the samples come in micro-batches ``(x, y)``, which may
    differ in size, and the step must be the one that a single batch of all ``N`` samples would
    give. ``loss_fn(model(x), y)`` is the *mean* over the samples of ``x`` (its first axis), so with
    the sizes ``B_i``, ``N = Σ B_i``:

        loss = Σ_i (B_i / N) · loss_i

    Only one micro-batch's graph is alive at a time: each gets a backward pass of its own. Gradients
    that the parameters hold from before do not count. ``opt.step()`` is called once.

    Args:
        model: its parameters are those of ``opt``.
        loss_fn: maps outputs and targets to their mean loss.
        batches: at least one pair of inputs and targets.
        opt: has ``zero_grad`` and ``step``.

    Returns:
        The loss of all samples before the step, a Python float.

    """
    raise NotImplementedError("TODO: accumulate_step")


def train_with(
    opt_name: str,
    sched_name: str,
    x: Tensor,
    y: Tensor,
    steps: int,
    seed: int,
    lr: float | None = None,
    batch_size: int = 64,
) -> tuple[nn.Module, History]:
    """Train a small classifier with an optimiser and a schedule, and keep an honest record.

    - The model is ``make_model(D, K, seed)``, moved to the device and dtype of ``x``; the optimiser
      and its usual rate come from ``OPTIMISERS``; the factor of each step comes from
      ``SCHEDULES[sched_name](steps)``, by an ``LRScheduler``.
    - Each step takes the next mini-batch. When an epoch is used up, the next one begins, in a new
      order (``minibatch_indices``, with one generator seeded with ``seed`` for all epochs).
    - The loss is the cross-entropy of the logits, a mean over the batch.
    - There are exactly ``steps`` steps, whatever happens. If training diverges, the history says
      so: losses that are inf or NaN stand in it as they are.

    The same arguments give the same result.

    Args:
        opt_name: a key of ``OPTIMISERS``.
        sched_name: a key of ``SCHEDULES``.
        x: inputs, ``(N, D)``.
        y: int64 labels ``0 … K−1``, ``(N,)``; every class occurs.
        steps: how many updates to make.
        seed: of everything random.
        lr: the rate to use instead of the usual one.
        batch_size: samples per step; may be larger than ``N``.

    Returns:
        The trained model, and the history: ``"loss"``, the loss of each step's batch before the
        update, and ``"lr"``, the rate that the update was made with; two lists of ``steps`` floats.

    """
    raise NotImplementedError("TODO: train_with")


def leaderboard(runs: Mapping[str, History]) -> list[tuple[str, float]]:
    """Rank training runs by where they ended.

    The score of a run is the mean of its last 10 losses (of all, if there are fewer); the smaller
    the better. A run whose score is not a finite number (inf or NaN) gets the score ``inf`` and
    comes last, but it is listed. Runs with equal scores stand in the order of their names.

    Args:
        runs: name → history; ``history["loss"]`` has at least one entry.

    Returns:
        A list of ``(name, score)``, the best first.

    """
    raise NotImplementedError("TODO: leaderboard")


def draw_race(runs: Mapping[str, History], path: str | Path = "figures/ch03_race.png") -> Path:
    """Draw the losses (smoothed) and the rates of several runs; return the file's path.

    Given to you. It needs matplotlib, which nothing else here does.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 4), layout="constrained")
    losses, rates = figure.subplots(1, 2)
    for name, history in runs.items():
        smooth, value = [], history["loss"][0]
        for loss in history["loss"]:
            value = 0.9 * value + 0.1 * loss
            smooth.append(value)
        losses.plot(smooth, label=name)
        rates.plot(history["lr"], label=name)
    losses.set(xlabel="step", ylabel="training loss (smoothed)", yscale="log")
    rates.set(xlabel="step", ylabel="learning rate", yscale="log")
    losses.legend(fontsize=8)
    return _save(figure, path)


def draw_valley(
    A: Tensor,
    makers: Mapping[str, Callable[[list[Tensor]], Optimizer]],
    steps: int = 30,
    path: str | Path = "figures/ch03_valley.png",
) -> Path:
    """Draw the paths of optimisers on ``½ xᵀ A x`` in the plane; return the file's path.

    Given to you: for example with ``A = torch.diag(torch.tensor([1.0, 20.0]))`` and
    ``{"gd": lambda p: SGD(p, 0.09), "momentum": lambda p: SGD(p, 0.09, momentum=0.6)}``.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.subplots()
    span = torch.linspace(-1.3, 1.3, 200)
    grid = torch.stack(torch.meshgrid(span, span, indexing="xy"), dim=-1)  # (200, 200, 2)
    height = 0.5 * torch.einsum("yxi,ij,yxj->yx", grid, A.cpu().float(), grid)
    axes.contour(span, span, height.sqrt(), levels=15, colors="0.8")
    for name, make in makers.items():
        x = torch.ones_like(A[0])
        opt, points = make([x]), [x.tolist()]
        for _ in range(steps):
            x.grad = A @ x
            opt.step()
            points.append(x.tolist())
        axes.plot(*zip(*points, strict=True), marker=".", label=name)
    axes.set(xlim=(-1.3, 1.3), ylim=(-1.3, 1.3), title=f"{steps} steps from (1, 1)")
    axes.legend()
    return _save(figure, path)


def _save(figure: object, path: str | Path) -> Path:
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)  # type: ignore[attr-defined]
    return path


def main() -> None:
    """Let all optimisers race on handwritten digits, and draw it."""
    from workbook.data import digits

    x, y = digits("train", flat=True)
    x_val, y_val = digits("validation", flat=True)
    runs = {}
    for name in OPTIMISERS:
        model, runs[name] = train_with(name, "cosine", x, y, steps=300, seed=0)
        accuracy = (model(x_val).argmax(1) == y_val).double().mean()
        print(f"{name:10s} validation accuracy {accuracy:.3f}")  # noqa: T201
    for name, score in leaderboard(runs):
        print(f"{name:10s} loss {score:.4f}")  # noqa: T201
    print(f"drew {draw_race(runs)}")  # noqa: T201


if __name__ == "__main__":
    main()
