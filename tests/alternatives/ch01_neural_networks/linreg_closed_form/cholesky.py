"""Normal equations by a Cholesky factor, the bias as the mean residual."""

import torch
from torch import Tensor


def linreg_closed_form(x: Tensor, y: Tensor, l2: float = 0.0) -> tuple[Tensor, Tensor]:
    centred = x - x.mean(0)
    gram = centred.mT @ centred
    gram.diagonal().add_(l2)
    factor = torch.linalg.cholesky(gram)
    weight = torch.cholesky_solve((centred.mT @ y).unsqueeze(1), factor).squeeze(1)
    return weight, (y - x @ weight).mean()
