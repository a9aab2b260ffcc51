"""The plain recurrent network, forward."""

import torch
from torch import Tensor


def rnn_forward(
    x: Tensor, h0: Tensor, Wxh: Tensor, Whh: Tensor, b: Tensor
) -> tuple[Tensor, Tensor]:
    """Run an Elman network over a sequence (Elman, 1990).

    Convention: time first, a state is a *row*. For ``t = 0 … T − 1``, with ``h_{−1} = h0``,

        h_t = tanh( x_t Wxh + h_{t−1} Whh + b )

    Both weights are multiplied from the right: they have the shape (inputs, outputs), which is the
    transpose of what ``torch.nn.RNN`` keeps.

    Example: with ``Wxh = Whh = [[1]]``, ``b = [0]``, ``h0 = [[0]]`` and the inputs 1, 0, the states
    are tanh(1) = 0.7616 and tanh(0.7616) = 0.6420.

    Forbidden: ``torch.nn.RNN`` and everything of its kind. Autograd must work through the result
    (so write into no tensor that is still needed); a loop over time is what is meant.

    Args:
        x: inputs, ``(T, B, I)``, ``T >= 1``.
        h0: the state before the first step, ``(B, H)``.
        Wxh: ``(I, H)``.
        Whh: ``(H, H)``.
        b: ``(H,)``.

    Returns:
        ``hs``, all states, ``(T, B, H)``, and ``hT``, the last one, ``(B, H)``.

    """
    ### BEGIN SOLUTION
    from_inputs = x @ Wxh + b  # (T, B, H)
    h, hs = h0, []
    for z in from_inputs:
        h = torch.tanh(z + h @ Whh)
        hs.append(h)
    return torch.stack(hs), h
    ### END SOLUTION
