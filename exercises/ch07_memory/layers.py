"""Recurrent layers: ragged batches, several layers, two directions."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

from .cells import gru_cell, lstm_cell
from .padded import reverse_padded

Cell = Callable[[Tensor, Tensor], Tensor]
State = Tensor | tuple[Tensor, Tensor]


def lstm_forward(
    x: Tensor, lengths: Tensor, h0: Tensor, c0: Tensor, params: dict[str, Tensor]
) -> tuple[Tensor, tuple[Tensor, Tensor]]:
    """Run one LSTM layer over a batch of sequences of different lengths.

    **Layout: batch first, (B, T, I); padding stands at the end. Gate order: i, f, g, o. A mask is
    True where a step is valid**, that is where ``t < lengths[b]``.

    While a sequence lasts, each step is your ``lstm_cell``. After its end nothing happens any more:
    ``out`` is 0 there, and ``(hn, cn)`` is the state at the sequence's *own* last step (``h0`` and
    ``c0`` for a sequence of length 0).

    What stands in the padding must have **no influence at all**, be it ±10,000, infinity or NaN:
    not on the results, and not on any gradient. The gradient by ``x`` is exactly 0 in the padding,
    and no gradient becomes NaN. (Beware: 0 · NaN is NaN, going forward and going back.)

    A loop over the ``T`` steps is fine; a loop over the sequences is not.

    Forbidden: torch's own recurrent cells and layers, and its packing functions.

    Args:
        x: ``(B, T, I)``, T ≥ 1.
        lengths: int64, ``(B,)``, each from 0 to T.
        h0: hidden state before the first step, ``(B, H)``.
        c0: cell state before the first step, ``(B, H)``.
        params: the keys ``"W_ih"`` (4H, I), ``"W_hh"`` (4H, H), ``"b_ih"`` and ``"b_hh"`` (4H,).

    Returns:
        ``out`` ``(B, T, H)``, the hidden state after each valid step, and the pair ``(hn, cn)``,
        each ``(B, H)``.

    """
    raise NotImplementedError("TODO: lstm_forward")


class StackedRNN(nn.Module):
    """Several recurrent layers, one on top of the other.

    **Layout: batch first, (B, T, I). States: (L, B, H), the bottom layer first. Masks: True =
    keep.** ``cell`` is the kind of every layer:

    - ``"rnn"``: ``h' = tanh(W_ih x + b_ih + W_hh h + b_hh)``, 1 gate;
    - ``"gru"``: your ``gru_cell`` with ``reset_after=True``, 3 gates in the order r, z, n;
    - ``"lstm"``: your ``lstm_cell``, 4 gates in the order i, f, g, o.

    Layer ``l`` reads the outputs of layer ``l − 1`` at all time steps; layer 0 reads ``x``. Every
    layer has a state of its own. The parameters, with ``G`` for the number of gates, have the names
    and shapes of torch's recurrent layers:

        weight_ih_l0    (G·H, I)            weight_ih_l1, l2, …    (G·H, H)
        weight_hh_l0    (G·H, H)            weight_hh_l1, …        (G·H, H)
        bias_ih_l0      (G·H,)              bias_ih_l1, …          (G·H,)
        bias_hh_l0      (G·H,)              bias_hh_l1, …          (G·H,)

    registered layer by layer in the order weight_ih, weight_hh, bias_ih, bias_hh. All start
    uniformly distributed in ``[−1/√H, 1/√H]``, drawn from torch's global generator.

    Dropout stands **between** layers, and only in training mode: not on ``x``, not on the outputs
    of the top layer, not on the states that go from step to step. Every entry that it lets through
    is divided by ``1 − dropout``.

    Source: stacking: Graves, 2013; dropout between layers only: Zaremba, Sutskever and Vinyals,
    2014. Forbidden: torch's own recurrent cells and layers.
    """

    def __init__(
        self,
        cell: str,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        dropout: float = 0.0,
    ) -> None:
        """Make the parameters.

        Args:
            cell: ``"rnn"``, ``"gru"`` or ``"lstm"``.
            input_size: I.
            hidden_size: H.
            num_layers: L.
            dropout: the probability with which an entry is dropped, in [0, 1).

        Raises:
            ValueError: for another ``cell``.

        """
        super().__init__()
        raise NotImplementedError("TODO: StackedRNN.__init__")

    def forward(
        self, x: Tensor, state: State | None = None, keep: Tensor | None = None
    ) -> tuple[Tensor, State]:
        """Run all layers over all time steps.

        Args:
            x: ``(B, T, I)``, T ≥ 1.
            state: where the layers start, ``(L, B, H)``; for ``"lstm"`` a pair ``(h, c)`` of such
                tensors. None means zeros.
            keep: which entries dropout lets through, bool, ``(L − 1, B, T, H)``: ``keep[l]`` is
                for the outputs of layer ``l`` on their way to layer ``l + 1``. None means: draw
                them, each True with the probability ``1 − dropout``. In evaluation mode, and for
                ``dropout = 0``, nothing is dropped, whatever ``keep`` is.

        Returns:
            The outputs of the top layer, ``(B, T, H)``, and the states of all layers after the last
            step, in the form of ``state``.

        """
        raise NotImplementedError("TODO: StackedRNN.forward")


def birnn(
    x: Tensor, lengths: Tensor, fwd_cell: Cell, bwd_cell: Cell, hidden_size: int
) -> tuple[Tensor, Tensor, Tensor]:
    """Read every sequence of a padded batch in both directions.

    **Layout: batch first, (B, T, I); padding stands at the end. The forward half comes first.**
    A cell is any function ``cell(x_t, h) -> h'`` with ``x_t`` (B, I), ``h`` and ``h'`` (B, H). Both
    directions start from zeros. With ``n = lengths[b]``:

        h→_t = fwd_cell(x_t, h→_{t−1})     t = 0, 1, …, n − 1,     h→_{−1} = 0
        h←_t = bwd_cell(x_t, h←_{t+1})     t = n − 1, …, 1, 0,     h←_n = 0
        out[b, t] = [h→_t ; h←_t]  for t < n,   and 0 in the padding

    The backward direction starts at the sequence's *own* last step, not in the padding, and its
    states are stored at the time of the input they belong to. Its final state is that at ``t = 0``.

    As in ``lstm_forward``, the padding has no influence at all, also where it is NaN: not on the
    results, not on any gradient. A cell must be called for the whole batch at once. Your
    ``reverse_padded`` helps.

    Source: Schuster and Paliwal, 1997. Forbidden: torch's recurrent layers and packing functions.

    Args:
        x: ``(B, T, I)``, T ≥ 1.
        lengths: int64, ``(B,)``, each from 0 to T.
        fwd_cell: the cell that reads from left to right.
        bwd_cell: the cell that reads from right to left.
        hidden_size: H.

    Returns:
        ``out`` ``(B, T, 2H)``; ``h_fwd`` ``(B, H)``, the forward state at ``t = n − 1``; ``h_bwd``
        ``(B, H)``, the backward state at ``t = 0`` (zeros for a sequence of length 0).

    """
    raise NotImplementedError("TODO: birnn")
