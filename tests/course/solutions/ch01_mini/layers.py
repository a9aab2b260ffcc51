"""Layers."""

import torch
from torch import Tensor, nn


class Affine(nn.Module):
    """``x @ weight.T + bias``, with ``weight`` (outputs, inputs) and ``bias`` (outputs,)."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        ### BEGIN SOLUTION
        self.weight = nn.Parameter(torch.zeros(outputs, inputs))
        self.bias = nn.Parameter(torch.zeros(outputs))
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, outputs) of ``x`` (N, inputs)."""
        ### BEGIN SOLUTION
        return x @ self.weight.T + self.bias
        ### END SOLUTION
