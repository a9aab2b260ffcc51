"""Vectors."""

import torch
from torch import Tensor


def centre(x: Tensor) -> Tensor:
    """Subtract from each row of ``x`` (N, D) its mean.

    Raises:
        ValueError: ``x`` is not a matrix.

    """
    ### BEGIN SOLUTION
    if x.dim() != 2:
        message = "x should be a matrix"
        raise ValueError(message)
    means = x.mean(1, keepdim=True)
    return x - means
    ### END SOLUTION


def norm_rows(x: Tensor) -> Tensor:
    """Centre the rows of ``x`` (N, D) and divide each by its length."""
    ### BEGIN SOLUTION
    centred = centre(x)
    lengths = torch.sqrt(centred.pow(2).sum(1, keepdim=True))
    return centred / lengths
    ### END SOLUTION
