"""A product with the matrix that centres."""

import torch
from torch import Tensor


def centre(x: Tensor) -> Tensor:
    _, d = x.shape
    return x @ (torch.eye(d, dtype=x.dtype) - torch.full((d, d), 1 / d, dtype=x.dtype))
