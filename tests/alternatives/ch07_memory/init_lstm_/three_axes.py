"""Parameters seen as (4, H, …); orthogonal matrices from a singular value decomposition."""

import torch
from torch import Tensor, nn


@torch.no_grad()
def init_lstm_(
    params: dict[str, Tensor], gen: torch.Generator | None = None, forget_bias: float = 1.0
) -> dict[str, Tensor]:
    H = params["W_hh"].shape[1]
    left, _, right = torch.linalg.svd(torch.randn(4, H, H, generator=gen))
    params["W_hh"].view(4, H, H).copy_(left @ right)
    bound = (6 / (params["W_ih"].shape[1] + H)) ** 0.5
    params["W_ih"].uniform_(-bound, bound, generator=gen)
    nn.init.zeros_(params["b_ih"])
    nn.init.zeros_(params["b_hh"])
    params["b_hh"].view(4, H)[1].fill_(forget_bias)
    return params
