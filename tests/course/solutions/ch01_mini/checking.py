"""Checking."""

from collections.abc import Callable

import torch
from torch import Tensor


def check_double(candidate: Callable[[Tensor], Tensor]) -> bool:
    """Whether ``candidate`` doubles every number."""
    ### BEGIN SOLUTION
    x = torch.tensor([-1.25, 0.0, 3.0])
    return torch.equal(candidate(x), x + x)
    ### END SOLUTION
