"""Gate by gate, and the update as a step from the candidate towards the old state."""

import torch
from torch import Tensor
from torch.nn.functional import linear


def gru_cell(
    x: Tensor,
    h: Tensor,
    W_ih: Tensor,
    W_hh: Tensor,
    b_ih: Tensor,
    b_hh: Tensor,
    reset_after: bool = True,
) -> Tensor:
    (W_ir, W_iz, W_in), (W_hr, W_hz, W_hn) = W_ih.chunk(3), W_hh.chunk(3)
    (b_ir, b_iz, b_in), (b_hr, b_hz, b_hn) = b_ih.chunk(3), b_hh.chunk(3)
    r = torch.sigmoid(linear(x, W_ir, b_ir) + linear(h, W_hr, b_hr))
    z = torch.sigmoid(linear(x, W_iz, b_iz) + linear(h, W_hz, b_hz))
    past = r * linear(h, W_hn, b_hn) if reset_after else linear(r * h, W_hn, b_hn)
    n = torch.tanh(linear(x, W_in, b_in) + past)
    return n + z * (h - n)
