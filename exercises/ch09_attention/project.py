"""Project: a Transformer that reverses rows of digits, and one that sorts them.

``draw_attention`` is given. When your training works, run this for a map of who looks at what::

    model, losses = train_seq_model("reverse", seed=0)
    draw_attention(model, "reverse", losses)
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from torch.nn import functional as F

from workbook.data.digit_tasks import BOS, FIRST, VOCABULARY, digit_tasks

from .decoding import greedy_decode
from .transformer import Transformer

LENGTH = 8


def train_seq_model(
    task: str, seed: int, max_steps: int = 160, positions: bool = True
) -> tuple[Transformer, list[float]]:
    """Train a Transformer to turn rows of digits into other rows.

    The task: ``digit_tasks(task, n, LENGTH, seed)`` gives sources and targets, ``(n, LENGTH)``, of
    ids below ``VOCABULARY``.

    1. ``torch.manual_seed(seed)``, then a ``Transformer`` of your choice, with both vocabularies of
       ``VOCABULARY`` ids, and with ``positions`` handed on to it. One layer, width 32, two heads
       and ``ff = 64`` are enough, with all else at its default (tied weights learn more slowly
       here).
    2. ``max_steps`` updates, each on a **new** batch (another seed for each step, all of them
       following from ``seed``). *Teacher forcing*: the decoder is given ``BOS`` and then the target
       without its last id, and at every position it should name the target's id *at that position*:

           decoder reads    BOS  y0  y1  y2  …
           should say        y0  y1  y2  y3  …

       The loss is the cross entropy of the logits, averaged over rows and positions. The optimiser
       is free. Adam and batches of 64 do well, with a learning rate that rises to 1e-2 in the first
       20 steps and then falls in a straight line, to reach 0 at the end.
    3. Note the loss of every step.

    The model that reverses should also look at what it copies: while it writes the id t, the
    weights that ``greedy_decode`` returns should be largest at the place ``LENGTH − 1 − t`` of the
    source.
    With one layer that comes by itself; in deeper models the layers below may do the looking.

    The same ``seed`` must give the same result. Both tasks should then be done almost without
    mistakes in rows that were never seen; with ``positions=False`` one of them cannot be done at
    all (which?). One run should take two seconds, and may take fifteen.

    Args:
        task: ``"reverse"`` or ``"sort"``.
        seed: of everything random.
        max_steps: the number of updates.
        positions: whether the model knows positions.

    Returns:
        The trained model, and the list of losses, one float a step.

    """
    raise NotImplementedError("TODO: train_seq_model")


def draw_attention(
    model: Transformer,
    task: str,
    losses: Sequence[float],
    path: str | Path = "figures/ch09_attention.png",
) -> Path:
    """Draw the losses, and where the model looks while it writes one row; given.

    Args:
        model: a trained model.
        task: what it was trained for; the row that is shown belongs to it.
        losses: of its training.
        path: where the picture goes; its folder is made if missing.

    Returns:
        The path.

    """
    from matplotlib.figure import Figure  # only those who draw need it

    src, _ = digit_tasks(task, 1, LENGTH, seed=2**31)
    written, weights = greedy_decode(model, src, LENGTH)
    figure = Figure(figsize=(9, 4), layout="constrained")
    left, right = figure.subplots(1, 2)
    left.plot(range(1, len(losses) + 1), losses)
    left.set(xlabel="step", ylabel="cross entropy (nats)", title=f"training: {task}")
    picture = right.imshow(weights[0].cpu(), cmap="viridis", vmin=0, vmax=1)
    right.set_xticks(range(LENGTH), [str(int(z) - FIRST) for z in src[0]])
    right.set_yticks(range(LENGTH), [str(int(z) - FIRST) for z in written[0]])
    right.set(xlabel="reads", ylabel="writes", title="cross-attention, mean of the heads")
    figure.colorbar(picture, ax=right)
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)
    return path
