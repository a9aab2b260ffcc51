"""How an LSTM should begin."""

from __future__ import annotations

import torch
from torch import Tensor, nn


def init_lstm_(
    params: dict[str, Tensor], gen: torch.Generator | None = None, forget_bias: float = 1.0
) -> dict[str, Tensor]:
    """Initialise the parameters of an LSTM layer **in place**.

    **Gate order: i, f, g, o**: of ``4H`` rows, the rows ``H … 2H−1`` belong to the forget gate.
    Each of the four gates is a layer of its own with ``H`` outputs, so everything is done block
    by block, four blocks of ``H`` rows:

    - ``W_hh``: every ``(H, H)`` block is a random **orthogonal** matrix ``Q``, ``Q Qᵀ = I``;
    - ``W_ih``: every ``(H, I)`` block is uniform in ``[−a, a]``, ``a = √(6 / (I + H))`` (Xavier);
    - biases: for the forget gate the **total** ``b_ih + b_hh`` is ``forget_bias``, however you
      split it; every other bias entry is 0 in both vectors.

    The parameters may be leaves that require gradients; they do so afterwards too. ``nn.init`` is
    allowed (its functions take ``generator=``).

    Source: Jozefowicz, Zaremba and Sutskever, 2015 (forget bias); Saxe et al., 2014 (orthogonal);
    Glorot and Bengio, 2010 (Xavier).

    Args:
        params: the keys ``"W_ih"`` (4H, I), ``"W_hh"`` (4H, H), ``"b_ih"`` and ``"b_hh"`` (4H,).
        gen: the source of all random numbers: the same state of ``gen`` gives the same parameters.
            None means torch's global generator.
        forget_bias: the forget gate starts at ``σ(forget_bias)`` when its inputs are 0.

    Returns:
        ``params`` itself, with its tensors overwritten.

    """
    raise NotImplementedError("TODO: init_lstm_")
