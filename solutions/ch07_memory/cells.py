"""One step of the two gated cells: LSTM and GRU."""

from __future__ import annotations

import torch
from torch import Tensor


def lstm_cell(
    x: Tensor,
    state: tuple[Tensor, Tensor],
    W_ih: Tensor,
    W_hh: Tensor,
    b_ih: Tensor,
    b_hh: Tensor,
) -> tuple[Tensor, Tensor]:
    """Advance an LSTM by one time step.

    **Gate order: i, f, g, o** (input gate, forget gate, candidate, output gate), PyTorch's order.
    Rows ``0 … H−1`` of both weights and both biases belong to ``i``, the next ``H`` rows to ``f``,
    then ``g``, then ``o``. Samples are rows, so a weight acts as ``x Wᵀ``.

        a = x W_ihᵀ + b_ih + h W_hhᵀ + b_hh        (B, 4H), cut into a_i, a_f, a_g, a_o
        i = σ(a_i)    f = σ(a_f)    g = tanh(a_g)    o = σ(a_o)
        c' = f ∗ c + i ∗ g                          ∗ is element by element
        h' = o ∗ tanh(c')

    Example with ``H = 1`` and all weights 0: if the biases make ``i = f = o = ½`` and ``g = 0``,
    then ``c = 2`` becomes ``c' = 1`` and ``h' = ½ tanh(1) = 0.3808``.

    Nothing may overflow, however large ``a`` is: ``torch.sigmoid`` and ``torch.tanh`` are safe. The
    result has the dtype and device of ``x``; no input is changed. B may be 0.

    Source: Hochreiter and Schmidhuber, 1997; the forget gate: Gers, Schmidhuber and Cummins, 2000.
    Forbidden: torch's own recurrent cells and layers.

    Args:
        x: this step's input, ``(B, I)``.
        state: the pair ``(h, c)``, hidden state and cell state, each ``(B, H)``.
        W_ih: weights of the input, ``(4H, I)``.
        W_hh: weights of the hidden state, ``(4H, H)``.
        b_ih: a bias, ``(4H,)``.
        b_hh: another bias, ``(4H,)``; the two are simply added.

    Returns:
        The pair ``(h', c')``, each ``(B, H)``.

    """
    ### BEGIN SOLUTION
    h, c = state
    gates = x @ W_ih.T + b_ih + h @ W_hh.T + b_hh  # (B, 4H)
    i, f, g, o = gates.chunk(4, dim=1)
    i, f, o = torch.sigmoid(i), torch.sigmoid(f), torch.sigmoid(o)
    c_next = f * c + i * torch.tanh(g)
    h_next = o * torch.tanh(c_next)
    return h_next, c_next
    ### END SOLUTION


def gru_cell(
    x: Tensor,
    h: Tensor,
    W_ih: Tensor,
    W_hh: Tensor,
    b_ih: Tensor,
    b_hh: Tensor,
    reset_after: bool = True,
) -> Tensor:
    """Advance a GRU by one time step.

    **Gate order: r, z, n** (reset gate, update gate, candidate), PyTorch's order: rows ``0 … H−1``
    of both weights and both biases belong to ``r``, the next ``H`` to ``z``, the last ``H`` to
    ``n``. **Polarity: z = 1 keeps the old state.** With ``W_ir`` for the first block of ``W_ih``
    and so on, in column notation:

        r = σ(W_ir x + b_ir + W_hr h + b_hr)
        z = σ(W_iz x + b_iz + W_hz h + b_hz)
        n = tanh(W_in x + b_in + r ∗ (W_hn h + b_hn))        reset_after=True
        n = tanh(W_in x + b_in + W_hn (r ∗ h) + b_hn)        reset_after=False
        h' = (1 − z) ∗ n + z ∗ h

    ``reset_after=False`` is the form of the paper; ``reset_after=True`` is that of PyTorch and
    cuDNN, where all products with ``h`` can be done at once. There ``b_hn`` stands *inside* the
    product with the reset gate.

    The result has the dtype and device of ``x``; no input is changed. B may be 0.

    Source: Cho et al., 2014. Forbidden: torch's own recurrent cells and layers.

    Args:
        x: this step's input, ``(B, I)``.
        h: the hidden state, ``(B, H)``.
        W_ih: weights of the input, ``(3H, I)``.
        W_hh: weights of the hidden state, ``(3H, H)``.
        b_ih: the bias on the side of the input, ``(3H,)``.
        b_hh: the bias on the side of the state, ``(3H,)``.
        reset_after: which of the two forms.

    Returns:
        The next hidden state ``h'``, ``(B, H)``.

    """
    ### BEGIN SOLUTION
    H = h.shape[1]
    xr, xz, xn = (x @ W_ih.T + b_ih).chunk(3, dim=1)  # (B, H) each
    hr, hz = (h @ W_hh[: 2 * H].T + b_hh[: 2 * H]).chunk(2, dim=1)
    W_hn, b_hn = W_hh[2 * H :], b_hh[2 * H :]
    r = torch.sigmoid(xr + hr)
    z = torch.sigmoid(xz + hz)
    if reset_after:
        n = torch.tanh(xn + r * (h @ W_hn.T + b_hn))
    else:
        n = torch.tanh(xn + (r * h) @ W_hn.T + b_hn)
    return (1 - z) * n + z * h
    ### END SOLUTION
