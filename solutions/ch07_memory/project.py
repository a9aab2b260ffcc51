"""Project: remember the first symbol for forty steps, and see how far the gradient reaches.

``draw_memory`` is given. When your training works, run this for a figure of it::

    runs = {kind: train_memory_model(40, seed=0, cell=kind) for kind in ("rnn", "gru", "lstm")}
    draw_memory(runs, 40)
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from workbook.data.memory import adding_problem, first_token

from .initialisation import init_lstm_
from .layers import StackedRNN
from .reach import gradient_reach, half_life

SYMBOLS = 8
CLASSES = 4


class MemoryModel(nn.Module):
    """Read a sequence to its end, and answer from the state that is left.

    **Layout: batch first, (B, T, I).** One recurrent layer, your ``StackedRNN(cell, input_size,
    hidden_size)``, and one linear map, ``nn.Linear(hidden_size, outputs)``, called ``head``:

    - ``states(x)`` returns the hidden states of all steps, ``(B, T, H)``;
    - ``head(h)`` turns hidden states ``(…, H)`` into answers ``(…, outputs)``;
    - ``forward(x)`` returns ``head`` of the **last** state, ``(B, outputs)``: no softmax.

    ``parameters()`` lists the four of the layer first, then the two of the head.

    The layer keeps the initialisation of ``StackedRNN``, except for ``"lstm"``: that is initialised
    by your ``init_lstm_`` with ``forget_bias``, from torch's global generator. (It works in
    place, so give it a dict of the layer's own parameters.)
    """

    def __init__(
        self,
        cell: str,
        input_size: int,
        hidden_size: int,
        outputs: int,
        forget_bias: float = 3.0,
    ) -> None:
        """Make the layer and the head."""
        super().__init__()
        ### BEGIN SOLUTION
        self.layer = StackedRNN(cell, input_size, hidden_size)
        self.head = nn.Linear(hidden_size, outputs)
        if cell == "lstm":
            params = {
                "W_ih": self.layer.weight_ih_l0,
                "W_hh": self.layer.weight_hh_l0,
                "b_ih": self.layer.bias_ih_l0,
                "b_hh": self.layer.bias_hh_l0,
            }
            init_lstm_(params, forget_bias=forget_bias)
        ### END SOLUTION

    def states(self, x: Tensor) -> Tensor:
        """Return the hidden states of all steps: (B, T, I) becomes (B, T, H)."""
        ### BEGIN SOLUTION
        return self.layer(x)[0]
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        """Answer from the last state: (B, T, I) becomes (B, outputs)."""
        ### BEGIN SOLUTION
        return self.head(self.states(x)[:, -1])
        ### END SOLUTION


def train_memory_model(
    T: int, seed: int, max_steps: int = 150, cell: str = "lstm", hidden_size: int = 32
) -> tuple[MemoryModel, list[float]]:
    """Train a model to name the first symbol of a sequence after reading all of it.

    The task, ``first_token(B, T, SYMBOLS, seed)``: the first symbol is 0, 1, 2 or 3, and it is the
    label; ``T − 1`` symbols of noise (4 … 7) follow. The model reads one-hot vectors,
    ``F.one_hot(tokens, SYMBOLS)`` in the default dtype, and has one output for each class.

    1. ``torch.manual_seed(seed)``, then ``MemoryModel(cell, SYMBOLS, hidden_size, CLASSES)``.
    2. ``max_steps`` updates, each on a **new** batch (another seed for each step, all of them
       following from ``seed``): cross entropy of the logits, gradients clipped to norm 1
       (``nn.utils.clip_grad_norm_``), an optimiser of your choice; Adam with 5e-3 and batches of 64
       do well.
    3. Note the loss of every step.

    The same ``seed`` must give the same result. With ``T = 40`` an LSTM that was initialised well
    gets everything right. The very same function trains the other kinds, and for them it should be
    hard: with ``T = 80`` and 80 steps a plain RNN is hardly better than guessing. One run should
    take two seconds, and may take fifteen.

    Args:
        T: the length of the sequences.
        seed: of everything random.
        max_steps: the number of updates.
        cell: ``"rnn"``, ``"gru"`` or ``"lstm"``.
        hidden_size: H.

    Returns:
        The trained model, and the list of losses, one float a step.

    """
    ### BEGIN SOLUTION
    torch.manual_seed(seed)
    model = MemoryModel(cell, SYMBOLS, hidden_size, CLASSES)

    def loss_of(step: int) -> Tensor:
        tokens, labels = first_token(64, T, SYMBOLS, seed=seed + step * 2**32)
        x = F.one_hot(tokens, SYMBOLS).to(torch.get_default_dtype())
        return F.cross_entropy(model(x), labels)

    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    losses = []
    for step in range(max_steps):
        loss = loss_of(step)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        losses.append(loss.item())
    return model, losses
    ### END SOLUTION


def train_adding_model(
    T: int, seed: int, max_steps: int = 200, cell: str = "gru", hidden_size: int = 32
) -> tuple[MemoryModel, list[float]]:
    """Train a model to add the two marked numbers of a sequence.

    The task, ``adding_problem(B, T, seed)``: each step has a number and a mark; the target is the
    sum of the two numbers that are marked. The model is ``MemoryModel(cell, 2, hidden_size, 1)``;
    the loss is the mean squared error of its one output. Mind the shapes: the model returns
    ``(B, 1)``, the targets are ``(B,)``.

    All else is as in ``train_memory_model``. With the GRU, Adam with 2e-2 and batches of 64 do
    well: the error falls below 0.01, where always answering 1 has 1/6 = 0.167.

    Args:
        T: the length of the sequences.
        seed: of everything random.
        max_steps: the number of updates.
        cell: ``"rnn"``, ``"gru"`` or ``"lstm"``.
        hidden_size: H.

    Returns:
        The trained model, and the list of losses, one float a step.

    """
    ### BEGIN SOLUTION
    torch.manual_seed(seed)
    model = MemoryModel(cell, 2, hidden_size, 1)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-2)
    losses = []
    for step in range(max_steps):
        x, y = adding_problem(64, T, seed=seed + step * 2**32)
        loss = F.mse_loss(model(x.to(torch.get_default_dtype())).squeeze(1), y)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        losses.append(loss.item())
    return model, losses
    ### END SOLUTION


def draw_memory(
    runs: dict[str, tuple[MemoryModel, list[float]]],
    T: int,
    path: str | Path = "figures/ch07_memory.png",
) -> Path:
    """Draw the losses of several trainings, and how far each model's gradient reaches; given.

    Args:
        runs: a name for each run, and what ``train_memory_model`` returned.
        T: the length of the sequences whose gradients are measured.
        path: where the picture goes; its folder is made if missing.

    Returns:
        The path.

    """
    from matplotlib.figure import Figure  # only those who draw need it

    gen = torch.Generator().manual_seed(0)
    x = F.one_hot(first_token(32, T, SYMBOLS)[0], SYMBOLS).to(torch.get_default_dtype())
    figure = Figure(figsize=(10, 3.6), layout="constrained")
    left, right = figure.subplots(1, 2)
    for name, (model, losses) in runs.items():
        r = torch.randn(len(x), model.head.in_features, generator=gen)
        reach = gradient_reach(model.states, x, r)
        label = f"{name}: half-life {half_life(reach):.1f} steps"
        left.plot(range(1, len(losses) + 1), losses, label=name)
        right.plot(range(1, T + 1), reach.cpu(), label=label)
    left.set(xlabel="step", ylabel="cross entropy (nats)", title="training")
    right.set(xlabel="time step t", yscale="log", title="gradient of the last state by x_t")
    left.legend()
    right.legend()
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)
    return path
