"""With einsum, the bias as one more column of the weight."""

import torch
from torch import Tensor


def linear_forward(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    if bias is None:
        return torch.einsum("...d,od->...o", x, weight)
    ones = x.new_ones(*x.shape[:-1], 1)
    wide = torch.cat([weight, bias[:, None]], dim=1)
    return torch.einsum("...d,od->...o", torch.cat([x, ones], dim=-1), wide)
