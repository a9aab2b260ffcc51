"""How a class is graded, as the options of a grading."""

from __future__ import annotations

import torch

from workbook.classroom.journal import Circumstances
from workbook.errors import UsageError
from workbook.grading import Options


def options_of(circumstances: Circumstances) -> Options:
    """Return the options that a verdict under these circumstances is made with.

    Raises:
        UsageError: there is no such device here.

    """
    cuda = circumstances.device == "cuda"
    if cuda and not torch.cuda.is_available():
        message = "--device cuda, but torch finds no CUDA device here"
        raise UsageError(message)
    return Options(
        seed=circumstances.seed,
        device=circumstances.device,
        isolation=circumstances.isolation,
        method="spawn" if cuda else None,  # a forked child cannot use CUDA
        secret=True,
    )
